using Webhost.Core.Users;

namespace Webhost.Core.Billing;

/// <summary>What is said of a subscription or of a payment for it, and whose it is said to be.</summary>
public sealed record SubscriptionStatement
{
    /// <summary>About the subscription itself.</summary>
    public SubscriptionFacts? Subscription { get; init; }

    /// <summary>About a payment.</summary>
    public PaymentFacts? Payment { get; init; }

    /// <summary>The account, proven; null when that is not said.</summary>
    public UserId? Owner { get; init; }
}
