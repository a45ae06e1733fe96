using System.Text.Json.Nodes;
using Webhost.Local.LemonSqueezy.Records;

namespace Webhost.Local.LemonSqueezy.Api.Resources;

/// <summary><c>subscription-items</c>.</summary>
internal static class SubscriptionItemResource
{
    public static readonly ResourceKind<SubscriptionItem> Kind = new("subscription-items", view => view.Data.All<SubscriptionItem>(), Attributes)
    {
        Filters = new() { ["subscription_id"] = (item, _) => item.SubscriptionId, ["price_id"] = (item, _) => item.PriceId },
        Relations =
        [
            new("subscription", "subscriptions", (item, view) => [view.Data.Get<Subscription>(item.SubscriptionId)]),
            new("price", "prices", (item, view) => view.Catalog.Prices.Where(price => price.Id == item.PriceId)),
            new("usage-records", "usage-records", (item, view) => view.Data.All<UsageRecord>().Where(record => record.SubscriptionItemId == item.Id)) { IsMany = true },
        ],
    };

    public static JsonObject Attributes(SubscriptionItem item, ResourceView view) => new()
    {
        ["subscription_id"] = item.SubscriptionId,
        ["price_id"] = item.PriceId,
        ["quantity"] = item.Quantity,
        ["is_usage_based"] = view.Catalog.Prices.Any(price => price.Id == item.PriceId && price.Variant.IsUsageBased),
        ["created_at"] = ResourceView.Time(item.CreatedAt),
        ["updated_at"] = ResourceView.Time(item.UpdatedAt),
    };
}
