using System.Text.Json.Nodes;
using Webhost.Local.LemonSqueezy.Records;

namespace Webhost.Local.LemonSqueezy.Api.Resources;

/// <summary><c>stores</c>.</summary>
internal static class StoreResource
{
    /// <summary>When the store and its products were made: by hand, before anything else.</summary>
    public const string MadeAt = "2026-01-01T00:00:00.000000Z";

    private const int Month = 30;

    public static readonly ResourceKind<Products.Store> Kind = new("stores", view => [view.Catalog.Store], Attributes)
    {
        Relations =
        [
            new("products", "products", (_, view) => view.Catalog.Products) { IsMany = true },
            new("orders", "orders", (_, view) => view.Data.All<Order>()) { IsMany = true },
            new("subscriptions", "subscriptions", (_, view) => view.Data.All<Subscription>()) { IsMany = true },
            new("discounts", "discounts", (_, _) => []) { IsMany = true },
            new("license-keys", "license-keys", (_, _) => []) { IsMany = true },
            new("webhooks", "webhooks", (_, view) => view.Data.All<Webhook>()) { IsMany = true },
        ],
    };

    private static JsonObject Attributes(Products.Store store, ResourceView view)
    {
        var orders = view.Data.All<Order>().ToList();
        var since = orders.Count == 0 ? default : orders[^1].CreatedAt.AddDays(-Month);
        var recent = orders.Where(order => order.CreatedAt >= since).ToList();
        return new JsonObject
        {
            ["name"] = store.Name,
            ["slug"] = ProductResource.Slug(store.Name),
            ["domain"] = new Uri(view.Links.Origin).Authority,
            ["url"] = view.Links.Origin,
            ["avatar_url"] = $"{view.Links.Origin}/assets/logo.svg",
            ["plan"] = "fresh",
            ["country"] = "US",
            ["country_nicename"] = "United States",
            ["currency"] = ResourceView.Currency,
            ["total_sales"] = orders.Count,
            ["total_revenue"] = Revenue(orders),
            ["thirty_day_sales"] = recent.Count,
            ["thirty_day_revenue"] = Revenue(recent),
            ["created_at"] = MadeAt,
            ["updated_at"] = MadeAt,
        };
    }

    private static long Revenue(IEnumerable<Order> orders) => orders.Sum(order => order.Total - order.RefundedAmount);
}
