namespace Webhost.Core.Billing;

/// <summary>A subscription as the provider lists it.</summary>
/// <param name="Facts">What it is.</param>
/// <param name="Email">The buyer's address, as the buyer gave it; kept nowhere.</param>
public sealed record ListedSubscription(SubscriptionFacts Facts, string? Email)
{
    /// <inheritdoc/>
    public override string ToString() => $"{nameof(ListedSubscription)} {Facts.SubscriptionId}";
}
