namespace Webhost.Local.LemonSqueezy.Products;

/// <summary>The store and what it sells. It comes from the settings and is kept nowhere.</summary>
internal sealed class ProductCatalog
{
    private const long FirstProduct = 101;

    // A price has the id of its variant, in a range of its own.
    private const long PriceDistance = 1000;

    public ProductCatalog(LemonSqueezySandboxOptions options)
    {
        Store = new Store(options.StoreId, options.StoreName);
        Products = [.. options.Variants.Select(variant => variant.Product).Distinct(StringComparer.Ordinal).Select((name, index) => new Product(FirstProduct + index, name))];
        Variants =
        [
            .. options.Variants.Select((variant, index) => new Variant(
                variant.Id, variant, Products.Single(product => string.Equals(product.Name, variant.Product, StringComparison.Ordinal)), index + 1)),
        ];
        Prices = [.. Variants.Select(variant => new Price(variant.Id + PriceDistance, variant))];
    }

    public Store Store { get; }

    public IReadOnlyList<Product> Products { get; }

    public IReadOnlyList<Variant> Variants { get; }

    public IReadOnlyList<Price> Prices { get; }

    public Variant? Find(long variantId) => Variants.FirstOrDefault(variant => variant.Id == variantId);

    /// <summary>A variant that a record names.</summary>
    public Variant Variant(long variantId) =>
        Find(variantId) ?? throw new InvalidDataException($"The store no longer sells the variant {variantId} that a record names.");

    public Price PriceOf(long variantId) => Prices.First(price => price.Variant.Id == variantId);
}
