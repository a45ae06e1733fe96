using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Webhost.Local.LemonSqueezy.Api.Resources;
using Webhost.Local.LemonSqueezy.Billing;
using Webhost.Local.LemonSqueezy.Records;

namespace Webhost.Local.LemonSqueezy.Api;

/// <summary>How many of something a subscription is charged for: quantities of items, and reported usage.</summary>
internal static class UsageRoutes
{
    public static void Map(IEndpointRouteBuilder routes, ApiContext api)
    {
        routes.MapPatch("/v1/subscription-items/{id}", async context =>
        {
            var id = ReadRoutes.IdOf(context);
            var outcome = (await Body.ReadAsync(context.Request, SubscriptionItemResource.Kind.Type, id)).TryGet(out var body, out var refusal) ? Update(api, id, body) : refusal;
            await Documents.WriteAsync(context, api, SubscriptionItemResource.Kind, outcome);
        });

        routes.MapGet("/v1/subscription-items/{id}/current-usage", context =>
            SubscriptionItemResource.Kind.Find(api.View, ReadRoutes.IdOf(context)) is SubscriptionItem item && IsUsageBased(api, item)
                ? JsonApi.WriteAsync(context, new JsonObject { ["meta"] = CurrentUsage(api, item) })
                : JsonApi.RefuseAsync(context, Refusal.NotFound));

        routes.MapPost("/v1/usage-records", async context =>
        {
            var outcome = (await Body.ReadAsync(context.Request, UsageRecordResource.Kind.Type)).TryGet(out var body, out var refusal) ? Report(api, body) : refusal;
            await Documents.WriteAsync(context, api, UsageRecordResource.Kind, outcome, StatusCodes.Status201Created);
        });
    }

    private static Outcome<SubscriptionItem> Update(ApiContext api, string id, Body body)
    {
        if (SubscriptionItemResource.Kind.Find(api.View, id) is not SubscriptionItem item)
            return Refusal.NotFound;
        var (quantity, terms) = (body.Whole("quantity", 1), SubscriptionRoutes.Terms(body));
        if (quantity is null && body.Refusal is null)
            body.Add("The quantity field is required.", "quantity");
        if (body.Refusal is { } refusal)
            return refusal;
        var outcome = api.Edit(item.SubscriptionId.ToString(CultureInfo.InvariantCulture), edit => api.Plans.ChangeQuantity(edit, quantity!.Value, terms));
        return outcome.TryGet(out _, out var refused) ? api.Store.Data.Get<SubscriptionItem>(item.Id) : refused;
    }

    private static Outcome<UsageRecord> Report(ApiContext api, Body body)
    {
        var itemId = body.Related("subscription-item", "subscription-items");
        var quantity = body.Whole("quantity", 1);
        if (quantity is null && !body.Has("quantity"))
            body.Add("The quantity field is required.", "quantity");
        var action = body.Text("action") ?? UsageRecord.Increment;
        if (action is not (UsageRecord.Increment or UsageRecord.Set))
            body.Add("The selected action is invalid.", "action");
        if (body.Refusal is { } refusal)
            return refusal;
        return api.Store.Change(api.Clock.Now, Outcome<UsageRecord> (change) =>
        {
            if (SubscriptionItemResource.Kind.Find(api.View with { Data = change.Data }, itemId!) is not SubscriptionItem item)
                return Refusal.NoRelated("subscription-item");
            if (!IsUsageBased(api, item))
                return Refusal.Invalid("Usage can be reported for items with usage-based billing only.", "/data/relationships/subscription-item");
            return change.Put(new UsageRecord
            {
                Id = change.NextId<UsageRecord>(),
                SubscriptionItemId = item.Id,
                Quantity = quantity!.Value,
                Action = action,
                CreatedAt = change.Now,
                UpdatedAt = change.Now,
            });
        });
    }

    private static bool IsUsageBased(ApiContext api, SubscriptionItem item) => api.Catalog.Prices.Any(price => price.Id == item.PriceId && price.Variant.IsUsageBased);

    private static JsonObject CurrentUsage(ApiContext api, SubscriptionItem item)
    {
        var data = api.Store.Data;
        var subscription = data.Get<Subscription>(item.SubscriptionId);
        return new JsonObject
        {
            ["period_start"] = Iso(subscription.PeriodStart),
            ["period_end"] = Iso(subscription.PeriodEnd),
            ["quantity"] = UsageMeter.Total(data, item.Id, subscription.PeriodStart, subscription.PeriodEnd),
            ["interval_unit"] = api.Catalog.Variant(subscription.VariantId).Offer.Interval,
            ["interval_quantity"] = 1,
        };
    }

    // The one place where the API writes times with an offset.
    private static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'+00:00'", CultureInfo.InvariantCulture);
}
