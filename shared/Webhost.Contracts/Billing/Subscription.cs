namespace Webhost.Contracts.Billing;

/// <summary>The answer of <c>GET /v1/billing/subscription</c>.</summary>
public sealed record Subscription
{
    /// <summary>The plan that the account has now.</summary>
    public required string Tier { get; init; }

    /// <summary>Where the subscription stands; <see cref="SubscriptionStatus.None"/> for an account that never had one.</summary>
    public required SubscriptionStatus Status { get; init; }

    /// <summary>For how many agents on AgentCore the account pays beside the plan, now.</summary>
    public required long AgentCoreAddOns { get; init; }

    /// <summary>When the next payment is due; null when none is.</summary>
    public DateTimeOffset? RenewsAt { get; init; }

    /// <summary>When it ends or ended; null while it goes on.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>When the free trial ends; null outside of one.</summary>
    public DateTimeOffset? TrialEndsAt { get; init; }

    /// <summary>When a pause ends by itself; null when nothing is paused or the pause has no end.</summary>
    public DateTimeOffset? ResumesAt { get; init; }

    /// <summary>Since when a payment is overdue; null when none is.</summary>
    public DateTimeOffset? PastDueSince { get; init; }

    /// <summary>Until when an overdue payment changes nothing; after it nothing new can be made or deployed.</summary>
    public DateTimeOffset? GraceEndsAt { get; init; }

    /// <summary>The smaller plan that follows at <see cref="NextTierAt"/>; null when the plan stays as it is.</summary>
    public string? NextTier { get; init; }

    /// <summary>For how many agents on AgentCore the account pays from <see cref="NextTierAt"/> on.</summary>
    public long? NextAgentCoreAddOns { get; init; }

    /// <summary>When <see cref="NextTier"/> follows.</summary>
    public DateTimeOffset? NextTierAt { get; init; }

    /// <summary>When the payment for the present period was refunded in full, which ended the plan; null otherwise.</summary>
    public DateTimeOffset? RefundedAt { get; init; }

    /// <summary>How many other subscriptions of the account give a plan too and go on to be charged, as when two checkout pages were paid on. This one alone counts. Usually 0.</summary>
    public int OtherSubscriptions { get; init; }

    /// <summary>What happens next, in words.</summary>
    public required string Next { get; init; }
}
