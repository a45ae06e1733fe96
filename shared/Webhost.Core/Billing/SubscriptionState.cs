using Webhost.Contracts.Billing;
using Webhost.Core.Plans;

namespace Webhost.Core.Billing;

/// <summary>Where a subscription stands at a time, and what that gives its owner (docs/billing.md has the table). Follows from what is known and the clock alone.</summary>
public sealed record SubscriptionState
{
    /// <summary>The newest that the provider said.</summary>
    public required SubscriptionFacts Facts { get; init; }

    /// <summary>What the owner has; null for nothing.</summary>
    public required Entitlement? Entitlement { get; init; }

    /// <summary>Since when billing periods go by its anchor, a whole hour.</summary>
    public required DateTimeOffset PeriodsSince { get; init; }

    /// <summary>The smaller plan that follows what was paid for; null when nothing is to follow.</summary>
    public Entitlement? Next { get; init; }

    /// <summary>When <see cref="Next"/> follows.</summary>
    public DateTimeOffset? NextAt { get; init; }

    /// <summary>Since when a payment is overdue; null when none is.</summary>
    public DateTimeOffset? PastDueSince { get; init; }

    /// <summary>When all that was paid for the present period was given back; null when it wasn't.</summary>
    public DateTimeOffset? RefundedAt { get; init; }

    /// <summary>Until when the plan lasts in a pause; null outside of one, and when it goes on for free.</summary>
    public DateTimeOffset? PauseBeginsAt { get; init; }

    /// <summary>When the plan ends or ended with the subscription; null while that goes on.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>When the plan that a pause took away begins again, with the next payment, although the pause is over; null when nothing is awaited.</summary>
    public DateTimeOffset? PlanBeginsAt { get; init; }

    /// <summary>When the clock alone changes what the owner has; null when it doesn't.</summary>
    public DateTimeOffset? ChangesAt { get; init; }

    /// <summary>The state of a subscription, or null while nothing is known but payments.</summary>
    public static SubscriptionState? Of(SubscriptionRecord record, OrderRecord? order, DateTimeOffset now)
    {
        if (record.Newest is not { } facts)
        {
            return null;
        }

        var past = SubscriptionPast.Of(record);
        var kept = past.Kept is { } paid && paid.Until > now ? paid : null;
        var refundedAt = Refunds.OfPresentPeriod(record, order, facts);
        var pauseBegins = facts is { Status: SubscriptionStatus.Paused, PausedForFree: false } ? past.PaidUntil ?? facts.RenewsAt ?? facts.UpdatedAt : (DateTimeOffset?)null;

        // A pause that skipped payments before the end leaves nothing that is paid for.
        var endsAt = facts.Status == SubscriptionStatus.Cancelled ? Earlier(facts.EndsAt, past.SkippedUntil is null ? null : past.PaidUntil) : pauseBegins;
        var beginsAt = facts.Status == SubscriptionStatus.Active && past.SkippedUntil is not null && facts.RenewsAt > now ? facts.RenewsAt : null;
        var ended = facts.Status is SubscriptionStatus.Expired or SubscriptionStatus.None || refundedAt is not null || endsAt <= now;
        var over = ended || beginsAt is not null;

        // What the overdue payment is for is not had before it is paid.
        var own = past.Owing is { } inOrder ? facts.Entitlement.CommonWith(inOrder) : facts.Entitlement;
        return new SubscriptionState
        {
            Facts = facts,
            PeriodsSince = BillingAnchors.SinceOf(record),
            Entitlement = over ? null : kept?.Entitlement ?? own,
            Next = over || kept is null ? null : own,
            NextAt = over ? null : kept?.Until,
            PastDueSince = over ? null : past.PastDueSince,
            RefundedAt = refundedAt,
            PauseBeginsAt = pauseBegins,
            EndsAt = facts.Status == SubscriptionStatus.Cancelled ? endsAt : facts.EndsAt,
            PlanBeginsAt = ended ? null : beginsAt,
            ChangesAt = ended ? null : over ? beginsAt : Earlier(kept?.Until, endsAt),
        };
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other : one;
}
