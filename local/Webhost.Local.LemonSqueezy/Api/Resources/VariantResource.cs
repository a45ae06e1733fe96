using System.Text.Json.Nodes;
using Webhost.Local.LemonSqueezy.Products;

namespace Webhost.Local.LemonSqueezy.Api.Resources;

/// <summary><c>variants</c>, with the fields that the API calls deprecated and still answers.</summary>
internal static class VariantResource
{
    private const string Published = "published";

    public static readonly ResourceKind<Variant> Kind = new("variants", view => view.Catalog.Variants, Attributes)
    {
        Filters = new() { ["product_id"] = (variant, _) => variant.Product.Id, ["status"] = (_, _) => Published },
        Relations =
        [
            new("product", "products", (variant, _) => [variant.Product]),
            new("files", "files", (_, _) => []) { IsMany = true },
            new("price-model", "prices", (variant, view) => [view.Catalog.PriceOf(variant.Id)]),
        ],
    };

    private static JsonObject Attributes(Variant variant, ResourceView view) => new()
    {
        ["product_id"] = variant.Product.Id,
        ["name"] = variant.Name,
        ["slug"] = ProductResource.Slug($"{variant.Product.Name}-{variant.Name}"),
        ["description"] = variant.Offer.Description,
        ["has_license_keys"] = false,
        ["license_activation_limit"] = 0,
        ["is_license_limit_unlimited"] = false,
        ["license_length_value"] = 1,
        ["license_length_unit"] = "years",
        ["is_license_length_unlimited"] = false,
        ["links"] = new JsonArray(),
        ["sort"] = variant.Sort,
        ["status"] = Published,
        ["status_formatted"] = "Published",
        ["created_at"] = StoreResource.MadeAt,
        ["updated_at"] = StoreResource.MadeAt,
        ["test_mode"] = true,
        ["price"] = variant.Offer.PriceCents,
        ["is_subscription"] = true,
        ["interval"] = variant.Offer.Interval,
        ["interval_count"] = 1,
        ["has_free_trial"] = variant.Offer.TrialDays > 0,
        ["trial_interval"] = "day",
        ["trial_interval_count"] = variant.Offer.TrialDays,
        ["pay_what_you_want"] = false,
        ["min_price"] = 0,
        ["suggested_price"] = 0,
    };
}
