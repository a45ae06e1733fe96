using System.Text.Json.Nodes;
using Webhost.Local.LemonSqueezy.Products;

namespace Webhost.Local.LemonSqueezy.Api.Resources;

/// <summary><c>prices</c>.</summary>
internal static class PriceResource
{
    public static readonly ResourceKind<Price> Kind = new("prices", view => view.Catalog.Prices, Attributes)
    {
        Filters = new() { ["variant_id"] = (price, _) => price.Variant.Id },
        Relations = [new("variant", "variants", (price, _) => [price.Variant])],
    };

    private static JsonObject Attributes(Price price, ResourceView view)
    {
        var offer = price.Variant.Offer;
        var hasTrial = offer.TrialDays > 0;
        return new JsonObject
        {
            ["variant_id"] = price.Variant.Id,
            ["category"] = "subscription",
            ["scheme"] = offer.AdditionalPriceCents is null ? "standard" : "graduated",
            ["usage_aggregation"] = offer.IsUsageBased ? "sum" : null,
            ["unit_price"] = offer.PriceCents,
            ["unit_price_decimal"] = null,
            ["setup_fee_enabled"] = false,
            ["setup_fee"] = null,
            ["package_size"] = 1,
            ["tiers"] = offer.AdditionalPriceCents is { } additional ? new JsonArray(Tier(1, offer.PriceCents), Tier("inf", additional)) : null,
            ["renewal_interval_unit"] = offer.Interval,
            ["renewal_interval_quantity"] = 1,
            ["trial_interval_unit"] = hasTrial ? "day" : null,
            ["trial_interval_quantity"] = hasTrial ? offer.TrialDays : null,
            ["min_price"] = null,
            ["suggested_price"] = null,
            ["tax_code"] = "saas",
            ["created_at"] = StoreResource.MadeAt,
            ["updated_at"] = StoreResource.MadeAt,
        };
    }

    private static JsonObject Tier(JsonNode lastUnit, long price) => new() { ["last_unit"] = lastUnit, ["unit_price"] = price, ["unit_price_decimal"] = null, ["fixed_fee"] = 0 };
}
