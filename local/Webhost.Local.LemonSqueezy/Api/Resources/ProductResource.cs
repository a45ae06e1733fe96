using System.Text.Json.Nodes;
using Webhost.Local.LemonSqueezy.Billing;
using Webhost.Local.LemonSqueezy.Products;

namespace Webhost.Local.LemonSqueezy.Api.Resources;

/// <summary><c>products</c>.</summary>
internal static class ProductResource
{
    public static readonly ResourceKind<Product> Kind = new("products", view => view.Catalog.Products, Attributes)
    {
        Filters = new() { ["store_id"] = (_, view) => view.Catalog.Store.Id },
        Relations =
        [
            new("store", "stores", (_, view) => [view.Catalog.Store]),
            new("variants", "variants", (product, view) => VariantsOf(product, view)) { IsMany = true },
        ],
    };

    public static string Slug(string name) => string.Concat(name.ToLowerInvariant().Select(character => char.IsAsciiLetterOrDigit(character) ? character : '-')).Trim('-');

    private static JsonObject Attributes(Product product, ResourceView view)
    {
        var prices = VariantsOf(product, view).Select(variant => variant.Offer.PriceCents).ToList();
        var isRange = prices.Max() > prices.Min();
        return new JsonObject
        {
            ["store_id"] = view.Catalog.Store.Id,
            ["name"] = product.Name,
            ["slug"] = Slug(product.Name),
            ["description"] = $"<p>{product.Name}</p>",
            ["status"] = "published",
            ["status_formatted"] = "Published",
            ["thumb_url"] = $"{view.Links.Origin}/assets/logo.svg",
            ["large_thumb_url"] = $"{view.Links.Origin}/assets/logo.svg",
            ["price"] = prices[0],
            ["price_formatted"] = isRange ? $"From {Money.Format(prices.Min())}/month" : $"{Money.Format(prices[0])}/month",
            ["from_price"] = isRange ? prices.Min() : null,
            ["from_price_formatted"] = isRange ? Money.Format(prices.Min()) : null,
            ["to_price"] = isRange ? prices.Max() : null,
            ["to_price_formatted"] = isRange ? Money.Format(prices.Max()) : null,
            ["pay_what_you_want"] = false,
            ["buy_now_url"] = view.Links.Origin,
            ["created_at"] = StoreResource.MadeAt,
            ["updated_at"] = StoreResource.MadeAt,
            ["test_mode"] = true,
        };
    }

    private static IEnumerable<Variant> VariantsOf(Product product, ResourceView view) => view.Catalog.Variants.Where(variant => variant.Product.Id == product.Id);
}
