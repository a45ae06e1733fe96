using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Webhost.Local.LemonSqueezy.Api.Resources;
using Webhost.Local.LemonSqueezy.Records;
using Webhost.Local.LemonSqueezy.Webhooks;

namespace Webhost.Local.LemonSqueezy.Api;

/// <summary>Registering webhooks.</summary>
internal static class WebhookRoutes
{
    private const int ShortestSecret = 6;
    private const int LongestSecret = 40;

    public static void Map(IEndpointRouteBuilder routes, ApiContext api)
    {
        routes.MapPost("/v1/webhooks", async context =>
        {
            var outcome = (await Body.ReadAsync(context.Request, WebhookResource.Kind.Type)).TryGet(out var body, out var refusal) ? Create(api, body) : refusal;
            await Documents.WriteAsync(context, api, WebhookResource.Kind, outcome, StatusCodes.Status201Created);
        });

        routes.MapPatch("/v1/webhooks/{id}", async context =>
        {
            var id = ReadRoutes.IdOf(context);
            var outcome = (await Body.ReadAsync(context.Request, WebhookResource.Kind.Type, id)).TryGet(out var body, out var refusal) ? Update(api, id, body) : refusal;
            await Documents.WriteAsync(context, api, WebhookResource.Kind, outcome);
        });

        routes.MapDelete("/v1/webhooks/{id}", context =>
        {
            if (WebhookResource.Kind.Find(api.View, ReadRoutes.IdOf(context)) is not Webhook webhook)
                return JsonApi.RefuseAsync(context, Refusal.NotFound);
            // What is queued for it is dropped when its turn comes.
            api.Store.Apply(api.Clock.Now, change => change.Remove<Webhook>(webhook.Id));
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        });
    }

    private static Outcome<Webhook> Create(ApiContext api, Body body)
    {
        var store = body.Related("store", "stores");
        var url = Url(body, body.RequiredText("url"));
        var events = Events(body);
        var secret = Secret(body, body.RequiredText("secret"));
        if (body.Refusal is { } refusal)
            return refusal;
        if (StoreResource.Kind.Find(api.View, store!) is null)
            return Refusal.NoRelated("store");
        return api.Store.Apply(api.Clock.Now, change => change.Put(new Webhook
        {
            Id = change.NextId<Webhook>(),
            Url = url!,
            Events = events,
            Secret = secret!,
            CreatedAt = change.Now,
            UpdatedAt = change.Now,
        }));
    }

    private static Outcome<Webhook> Update(ApiContext api, string id, Body body)
    {
        var (url, secret) = (Url(body, body.Text("url")), Secret(body, body.Text("secret")));
        var events = body.Has("events") ? Events(body) : null;
        if (body.Refusal is { } refusal)
            return refusal;
        return api.Store.Change(api.Clock.Now, Outcome<Webhook> (change) => WebhookResource.Kind.Find(api.View with { Data = change.Data }, id) is Webhook webhook
            ? change.Put(webhook with { Url = url ?? webhook.Url, Secret = secret ?? webhook.Secret, Events = events ?? webhook.Events, UpdatedAt = change.Now })
            : Refusal.NotFound);
    }

    private static string? Url(Body body, string? url)
    {
        if (url is not null && !(Uri.TryCreate(url, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)))
            body.Add("The url must be a valid URL.", "url");
        return url;
    }

    private static string? Secret(Body body, string? secret)
    {
        if (secret is not null && secret.Length is < ShortestSecret or > LongestSecret)
            body.Add($"The secret must be between {ShortestSecret} and {LongestSecret} characters.", "secret");
        return secret;
    }

    private static IReadOnlyList<string> Events(Body body)
    {
        var events = body.Texts("events");
        if (events.FirstOrDefault(name => !EventName.All.Contains(name, StringComparer.Ordinal)) is { } unknown)
            body.Add($"The selected event {unknown} is invalid.", "events");
        return events;
    }
}
