using System.Text.Json.Nodes;
using Webhost.Local.LemonSqueezy.Billing;
using Webhost.Local.LemonSqueezy.Records;

namespace Webhost.Local.LemonSqueezy.Api.Resources;

/// <summary><c>orders</c>.</summary>
internal static class OrderResource
{
    public static readonly ResourceKind<Order> Kind = new("orders", view => view.Data.All<Order>(), Attributes)
    {
        Filters = new()
        {
            ["store_id"] = (_, view) => view.Catalog.Store.Id,
            ["user_email"] = (order, _) => order.UserEmail,
            ["order_number"] = (order, _) => order.Number,
        },
        Relations =
        [
            new("store", "stores", (_, view) => [view.Catalog.Store]),
            new("customer", "customers", (order, view) => [view.Data.Get<Customer>(order.CustomerId)]),
            new("order-items", "order-items", (order, _) => [new OrderItem(order)]) { IsMany = true },
            new("subscriptions", "subscriptions", (order, view) => view.Data.All<Subscription>().Where(subscription => subscription.OrderId == order.Id)) { IsMany = true },
            new("license-keys", "license-keys", (_, _) => []) { IsMany = true },
            new("discount-redemptions", "discount-redemptions", (_, _) => []) { IsMany = true },
        ],
    };

    private static JsonObject Attributes(Order order, ResourceView view)
    {
        var item = OrderItemResource.Attributes(new OrderItem(order), view);
        item["id"] = order.ItemId;
        item["test_mode"] = true;
        return new JsonObject
        {
            ["store_id"] = view.Catalog.Store.Id,
            ["customer_id"] = order.CustomerId,
            ["identifier"] = order.Identifier,
            ["order_number"] = order.Number,
            ["user_name"] = order.UserName,
            ["user_email"] = order.UserEmail,
            ["setup_fee"] = 0,
            ["setup_fee_usd"] = 0,
            ["setup_fee_formatted"] = Money.Format(0),
            ["tax_name"] = null,
            ["tax_rate"] = "0.00",
            ["status"] = order.Status,
            ["status_formatted"] = ResourceView.Formatted(order.Status),
            ["refunded"] = order is { RefundedAmount: > 0 } && order.RefundedAmount == order.Total,
            ["refunded_at"] = ResourceView.Time(order.RefundedAt),
            ["first_order_item"] = item,
            ["urls"] = new JsonObject { ["receipt"] = view.Links.Receipt(order.Identifier) },
            ["created_at"] = ResourceView.Time(order.CreatedAt),
            ["updated_at"] = ResourceView.Time(order.UpdatedAt),
            ["test_mode"] = true,
        }.WithAmounts(order.Total, order.RefundedAmount);
    }
}
