using System.Text.Json.Nodes;
using Webhost.Local.LemonSqueezy.Records;

namespace Webhost.Local.LemonSqueezy.Api.Resources;

/// <summary><c>webhooks</c>. The secret is never shown.</summary>
internal static class WebhookResource
{
    public static readonly ResourceKind<Webhook> Kind = new("webhooks", view => view.Data.All<Webhook>(), Attributes)
    {
        Filters = new() { ["store_id"] = (_, view) => view.Catalog.Store.Id },
        Relations = [new("store", "stores", (_, view) => [view.Catalog.Store])],
    };

    private static JsonObject Attributes(Webhook webhook, ResourceView view) => new()
    {
        ["store_id"] = view.Catalog.Store.Id,
        ["url"] = webhook.Url,
        ["events"] = new JsonArray([.. webhook.Events.Select(name => (JsonNode)name)]),
        ["last_sent_at"] = ResourceView.Time(webhook.LastSentAt),
        ["created_at"] = ResourceView.Time(webhook.CreatedAt),
        ["updated_at"] = ResourceView.Time(webhook.UpdatedAt),
        ["test_mode"] = true,
    };
}
