using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Webhost.Local.LemonSqueezy.Api.Resources;
using Webhost.Local.LemonSqueezy.Pages;
using Webhost.Local.LemonSqueezy.Products;
using Webhost.Local.LemonSqueezy.Records;
using Webhost.Local.LemonSqueezy.Store;

namespace Webhost.Local.LemonSqueezy.Webhooks;

/// <summary>Writes down who is to be told of what, within the change itself: an event is told exactly of what was kept.</summary>
internal sealed class Outbox(ProductCatalog catalog, SignedLinks links)
{
    private const int MostEvents = 5000;
    private const int PrunedAtOnce = 500;
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Puts an event into the queue of every webhook that hears of it.</summary>
    /// <param name="change">The change that it is about.</param>
    /// <param name="name">One of <see cref="EventName"/>.</param>
    /// <param name="kind">The type of the object in it.</param>
    /// <param name="record">The object, as the change leaves it.</param>
    /// <param name="customData">The checkout's custom data, as JSON.</param>
    public void Emit(Change change, string name, ResourceKind kind, IRecord record, string? customData)
    {
        string? body = null;
        foreach (var webhook in change.Data.All<Webhook>().Where(webhook => webhook.Events.Contains(name, StringComparer.Ordinal)).ToList())
        {
            body ??= Body(change, name, kind, record, customData);
            var happened = change.Put(new WebhookEvent
            {
                Id = change.NextId<WebhookEvent>(),
                WebhookId = webhook.Id,
                Name = name,
                ResourceType = kind.Type,
                ResourceId = record.Id,
                Body = body,
                CreatedAt = change.Now,
            });
            FaultInjection.Queue(change, happened, webhook);
        }

        if (change.Data.Count<WebhookEvent>() > MostEvents)
            Prune(change);
    }

    private string Body(Change change, string name, ResourceKind kind, IRecord record, string? customData)
    {
        var meta = new JsonObject { ["test_mode"] = true, ["event_name"] = name };
        if (customData is not null)
            meta["custom_data"] = JsonNode.Parse(customData);
        return new JsonObject { ["meta"] = meta, ["data"] = ResourceCatalog.Show(kind, record, new ResourceView(change.Data, catalog, links)) }.ToJsonString(Plain);
    }

    // The log is for looking back a while; without an end every start would read all of it.
    private static void Prune(Change change)
    {
        var waiting = change.Data.All<QueuedDelivery>().Select(delivery => delivery.EventId).ToHashSet();
        var old = change.Data.All<WebhookEvent>().Where(happened => !waiting.Contains(happened.Id)).Take(PrunedAtOnce).Select(happened => happened.Id).ToHashSet();
        foreach (var id in old)
            change.Remove<WebhookEvent>(id);
        foreach (var attempt in change.Data.All<DeliveryAttempt>().Where(attempt => old.Contains(attempt.EventId)).ToList())
            change.Remove<DeliveryAttempt>(attempt.Id);
    }
}
