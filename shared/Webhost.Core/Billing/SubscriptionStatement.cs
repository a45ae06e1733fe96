using Webhost.Core.Users;

namespace Webhost.Core.Billing;

/// <summary>What is said of a subscription, of a payment for it or of a change that was asked for, and whose it is said to be.</summary>
public sealed record SubscriptionStatement
{
    /// <summary>About the subscription itself.</summary>
    public SubscriptionFacts? Subscription { get; init; }

    /// <summary>About a payment.</summary>
    public PaymentFacts? Payment { get; init; }

    /// <summary>What is known of a change that this platform asked for.</summary>
    public ChangeNote? Change { get; init; }

    /// <summary>The account, proven; null when that is not said.</summary>
    public UserId? Owner { get; init; }
}
