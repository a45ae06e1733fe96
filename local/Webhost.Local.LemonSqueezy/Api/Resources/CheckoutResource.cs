using System.Text.Json.Nodes;
using Webhost.Local.LemonSqueezy.Billing;
using Webhost.Local.LemonSqueezy.Records;

namespace Webhost.Local.LemonSqueezy.Api.Resources;

/// <summary><c>checkouts</c>.</summary>
internal static class CheckoutResource
{
    public static readonly ResourceKind<Checkout> Kind = new("checkouts", view => view.Data.All<Checkout>(), Attributes)
    {
        Key = checkout => checkout.Key,
        Filters = new() { ["store_id"] = (_, view) => view.Catalog.Store.Id, ["variant_id"] = (checkout, _) => checkout.VariantId },
        Relations =
        [
            new("store", "stores", (_, view) => [view.Catalog.Store]),
            new("variant", "variants", (checkout, view) => [view.Catalog.Variant(checkout.VariantId)]),
        ],
    };

    private static JsonObject Attributes(Checkout checkout, ResourceView view) => new()
    {
        ["store_id"] = view.Catalog.Store.Id,
        ["variant_id"] = checkout.VariantId,
        ["custom_price"] = checkout.CustomPrice,
        ["product_options"] = ResourceView.Parse(checkout.ProductOptions),
        ["checkout_options"] = ResourceView.Parse(checkout.CheckoutOptions),
        ["checkout_data"] = ResourceView.Parse(checkout.CheckoutData),
        ["preview"] = checkout.Preview ? Preview(Purchases.DueNow(checkout, view.Catalog.Variant(checkout.VariantId))) : null,
        ["expires_at"] = ResourceView.Time(checkout.ExpiresAt),
        ["created_at"] = ResourceView.Time(checkout.CreatedAt),
        ["updated_at"] = ResourceView.Time(checkout.UpdatedAt),
        ["test_mode"] = true,
        ["url"] = view.Links.Checkout(checkout.Key),
    };

    private static JsonObject Preview(long total) => new()
    {
        ["currency"] = ResourceView.Currency,
        ["currency_rate"] = 1,
        ["subtotal"] = total,
        ["discount_total"] = 0,
        ["tax"] = 0,
        ["setup_fee_usd"] = 0,
        ["setup_fee"] = 0,
        ["total"] = total,
        ["subtotal_usd"] = total,
        ["discount_total_usd"] = 0,
        ["tax_usd"] = 0,
        ["total_usd"] = total,
        ["subtotal_formatted"] = Money.Format(total),
        ["discount_total_formatted"] = Money.Format(0),
        ["setup_fee_formatted"] = Money.Format(0),
        ["tax_formatted"] = Money.Format(0),
        ["total_formatted"] = Money.Format(total),
    };
}
