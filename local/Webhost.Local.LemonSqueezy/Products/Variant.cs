using Webhost.Local.LemonSqueezy.Billing;
using Webhost.Local.LemonSqueezy.Records;

namespace Webhost.Local.LemonSqueezy.Products;

/// <summary>A variant of a product.</summary>
internal sealed record Variant(long Id, SandboxVariant Offer, Product Product, int Sort) : IRecord
{
    public string Name => Offer.Name;

    public bool IsUsageBased => Offer.IsUsageBased;

    public BillingCycle Cycle => new(Offer.Interval);

    /// <summary>What a number of it costs for a period, in cents; nothing in advance when it is charged by usage.</summary>
    public long PriceOf(long quantity, long? customPrice)
    {
        if (IsUsageBased)
            return 0;
        var first = customPrice ?? Offer.PriceCents;
        return first + ((quantity - 1) * (Offer.AdditionalPriceCents ?? first));
    }

    /// <summary>What lies beyond the first, in words, such as <c>2 × AgentCore agent</c>.</summary>
    public string AdditionalInWords(long quantity) => $"{quantity - 1} × {(Offer.AdditionalUnit.Length > 0 ? Offer.AdditionalUnit : Name)}";

    /// <summary>The price in words, such as <c>$29.00 / month</c>.</summary>
    public string PriceInWords(long? customPrice = null) =>
        $"{Money.Format(customPrice ?? Offer.PriceCents)} / {(Offer.Unit.Length > 0 ? $"{Offer.Unit} and {Offer.Interval}" : Offer.Interval)}";
}
