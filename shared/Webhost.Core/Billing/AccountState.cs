using Webhost.Core.Users;

namespace Webhost.Core.Billing;

/// <summary>What all subscriptions of an account give it together: the best of them. Usually there is one.</summary>
public sealed record AccountState
{
    private const string Free = "free";

    /// <summary>The subscription that counts: the one that gives most; of those the one that is paid, goes on, is the newest. Null when there is none.</summary>
    public required SubscriptionState? Subscription { get; init; }

    /// <summary>The plan.</summary>
    public required string Tier { get; init; }

    /// <summary>Agents on AgentCore beside the plan.</summary>
    public required long AddOns { get; init; }

    /// <summary>How many others give something too, and go on to be charged.</summary>
    public required int Others { get; init; }

    /// <summary>When billing periods turn, also after the last subscription has ended, so that what was used in a period stays in it; null for calendar months, until the first.</summary>
    public required DateTimeOffset? Anchor { get; init; }

    /// <summary>Since when they turn so.</summary>
    public required DateTimeOffset? Since { get; init; }

    /// <summary>Until when an overdue payment changes nothing; null when none is overdue.</summary>
    public required DateTimeOffset? GraceEndsAt { get; init; }

    /// <summary>Takes the best of an account's subscriptions.</summary>
    public static AccountState Of(IEnumerable<SubscriptionState> subscriptions, TimeSpan grace)
    {
        var ordered = subscriptions.OrderBy(state => state.Entitlement, Entitlement.BySize)
            .ThenBy(state => state.PastDueSince is null)
            .ThenBy(state => !state.Facts.IsEnding)
            .ThenBy(state => state.Facts.CreatedAt)
            .ThenBy(state => state.Facts.SubscriptionId, StringComparer.Ordinal)
            .ToArray();
        var best = ordered.LastOrDefault();
        var entitlement = best?.Entitlement;
        return new AccountState
        {
            Subscription = best,
            Tier = entitlement?.Tier ?? Free,
            AddOns = entitlement?.AddOns ?? 0,
            Others = ordered.SkipLast(1).Count(state => state.Entitlement is not null && !state.Facts.IsEnding),
            Anchor = best is null ? null : BillingAnchors.Of(best.Facts),
            Since = best?.PeriodsSince,
            GraceEndsAt = best?.PastDueSince + grace,
        };
    }

    /// <summary>The user with what the account has. The same object when nothing differs.</summary>
    public User ApplyTo(User user)
    {
        var changed = user with { SubscriptionTier = Tier, AgentCoreAddOns = AddOns, BillingAnchor = Anchor, BillingSince = Since, PaymentGraceEndsAt = GraceEndsAt };
        return changed == user ? user : changed;
    }
}
