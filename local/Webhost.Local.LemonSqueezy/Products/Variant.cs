using Webhost.Local.LemonSqueezy.Billing;
using Webhost.Local.LemonSqueezy.Records;

namespace Webhost.Local.LemonSqueezy.Products;

/// <summary>A variant of a product.</summary>
internal sealed record Variant(long Id, SandboxVariant Offer, Product Product, int Sort) : IRecord
{
    public string Name => Offer.Name;

    public bool IsUsageBased => Offer.IsUsageBased;

    public BillingCycle Cycle => new(Offer.Interval);

    /// <summary>The price in words, such as <c>$29.00 / month</c>.</summary>
    public string PriceInWords(long? customPrice = null) =>
        $"{Money.Format(customPrice ?? Offer.PriceCents)} / {(Offer.Unit.Length > 0 ? $"{Offer.Unit} and {Offer.Interval}" : Offer.Interval)}";
}
