using System.Text.Json.Nodes;
using Webhost.Local.LemonSqueezy.Products;
using Webhost.Local.LemonSqueezy.Records;

namespace Webhost.Local.LemonSqueezy.Api.Resources;

/// <summary><c>subscriptions</c>.</summary>
internal static class SubscriptionResource
{
    public static readonly ResourceKind<Subscription> Kind = new("subscriptions", view => view.Data.All<Subscription>(), Attributes)
    {
        Filters = new()
        {
            ["store_id"] = (_, view) => view.Catalog.Store.Id,
            ["order_id"] = (subscription, _) => subscription.OrderId,
            ["order_item_id"] = (subscription, _) => subscription.OrderItemId,
            ["product_id"] = (subscription, view) => VariantOf(subscription, view).Product.Id,
            ["variant_id"] = (subscription, _) => subscription.VariantId,
            ["user_email"] = (subscription, _) => subscription.UserEmail,
            ["status"] = (subscription, _) => subscription.Status,
        },
        Relations =
        [
            new("store", "stores", (_, view) => [view.Catalog.Store]),
            new("customer", "customers", (subscription, view) => [view.Data.Get<Customer>(subscription.CustomerId)]),
            new("order", "orders", (subscription, view) => [view.Data.Get<Order>(subscription.OrderId)]),
            new("order-item", "order-items", (subscription, view) => [new OrderItem(view.Data.Get<Order>(subscription.OrderId))]),
            new("product", "products", (subscription, view) => [VariantOf(subscription, view).Product]),
            new("variant", "variants", (subscription, view) => [VariantOf(subscription, view)]),
            new("subscription-items", "subscription-items", (subscription, view) => ItemsOf(subscription, view)) { IsMany = true },
            new("subscription-invoices", "subscription-invoices", (subscription, view) =>
                view.Data.All<SubscriptionInvoice>().Where(invoice => invoice.SubscriptionId == subscription.Id)) { IsMany = true },
        ],
    };

    private static JsonObject Attributes(Subscription subscription, ResourceView view)
    {
        var variant = VariantOf(subscription, view);
        return new JsonObject
        {
            ["store_id"] = view.Catalog.Store.Id,
            ["customer_id"] = subscription.CustomerId,
            ["order_id"] = subscription.OrderId,
            ["order_item_id"] = subscription.OrderItemId,
            ["product_id"] = variant.Product.Id,
            ["variant_id"] = variant.Id,
            ["product_name"] = variant.Product.Name,
            ["variant_name"] = variant.Name,
            ["user_name"] = subscription.UserName,
            ["user_email"] = subscription.UserEmail,
            ["status"] = subscription.Status,
            ["status_formatted"] = ResourceView.Formatted(subscription.Status),
            ["card_brand"] = subscription.Card.Brand,
            ["card_last_four"] = subscription.Card.LastFour,
            ["pause"] = subscription.Pause is { } pause && subscription.Status is SubscriptionStatus.Paused
                ? new JsonObject { ["mode"] = pause.Mode, ["resumes_at"] = ResourceView.Time(pause.ResumesAt) }
                : null,
            ["cancelled"] = subscription.Status is SubscriptionStatus.Cancelled,
            ["trial_ends_at"] = subscription.Status is SubscriptionStatus.OnTrial ? ResourceView.Time(subscription.TrialEndsAt) : null,
            ["billing_anchor"] = subscription.BillingAnchor,
            ["first_subscription_item"] = ItemsOf(subscription, view).FirstOrDefault() is { } item ? Item(item, view) : null,
            ["urls"] = new JsonObject
            {
                ["update_payment_method"] = view.Links.PaymentMethod(subscription),
                ["customer_portal"] = view.Links.Portal(subscription.CustomerId),
                ["customer_portal_update_subscription"] = view.Links.PlanChange(subscription),
            },
            ["renews_at"] = ResourceView.Time(subscription.RenewsAt),
            ["ends_at"] = ResourceView.Time(subscription.EndsAt),
            ["created_at"] = ResourceView.Time(subscription.CreatedAt),
            ["updated_at"] = ResourceView.Time(subscription.UpdatedAt),
            ["test_mode"] = true,
        };
    }

    private static JsonObject Item(SubscriptionItem item, ResourceView view)
    {
        var attributes = SubscriptionItemResource.Attributes(item, view);
        attributes["id"] = item.Id;
        return attributes;
    }

    private static Variant VariantOf(Subscription subscription, ResourceView view) => view.Catalog.Variant(subscription.VariantId);

    private static IEnumerable<SubscriptionItem> ItemsOf(Subscription subscription, ResourceView view) =>
        view.Data.All<SubscriptionItem>().Where(item => item.SubscriptionId == subscription.Id);
}
