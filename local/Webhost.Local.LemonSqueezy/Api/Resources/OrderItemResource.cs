using System.Text.Json.Nodes;
using Webhost.Local.LemonSqueezy.Records;

namespace Webhost.Local.LemonSqueezy.Api.Resources;

/// <summary><c>order-items</c>.</summary>
internal static class OrderItemResource
{
    public static readonly ResourceKind<OrderItem> Kind = new("order-items", view => view.Data.All<Order>().Select(order => new OrderItem(order)), Attributes)
    {
        Filters = new()
        {
            ["order_id"] = (item, _) => item.Order.Id,
            ["product_id"] = (item, view) => view.Catalog.Variant(item.Order.VariantId).Product.Id,
            ["variant_id"] = (item, _) => item.Order.VariantId,
        },
        Relations =
        [
            new("order", "orders", (item, _) => [item.Order]),
            new("product", "products", (item, view) => [view.Catalog.Variant(item.Order.VariantId).Product]),
            new("variant", "variants", (item, view) => [view.Catalog.Variant(item.Order.VariantId)]),
        ],
    };

    public static JsonObject Attributes(OrderItem item, ResourceView view)
    {
        var variant = view.Catalog.Variant(item.Order.VariantId);
        return new JsonObject
        {
            ["order_id"] = item.Order.Id,
            ["product_id"] = variant.Product.Id,
            ["variant_id"] = variant.Id,
            ["price_id"] = view.Catalog.PriceOf(variant.Id).Id,
            ["product_name"] = variant.Product.Name,
            ["variant_name"] = variant.Name,
            ["price"] = item.Order.Total / item.Order.Quantity,
            ["quantity"] = item.Order.Quantity,
            ["created_at"] = ResourceView.Time(item.Order.CreatedAt),
            ["updated_at"] = ResourceView.Time(item.Order.UpdatedAt),
            ["test_mode"] = true,
        };
    }
}
