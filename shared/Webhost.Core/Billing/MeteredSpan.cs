using Webhost.Contracts.Billing;
using Webhost.Core.Limits;
using Webhost.Core.Telemetry;
using Webhost.Core.Users;

namespace Webhost.Core.Billing;

/// <summary>The part of the provider's present period whose usage is billed by measure, in whole hours.</summary>
/// <param name="Key">The key of the user's billing period that it belongs to.</param>
/// <param name="Start">Inclusive.</param>
/// <param name="End">Exclusive.</param>
internal sealed record MeteredSpan(string Key, DateTimeOffset Start, DateTimeOffset End)
{
    /// <summary>
    /// Finds it. Where the plan begins within an hour, the hour was begun under another plan and is not billed; one in which a billed period follows another counts for the later, so that each is billed once.
    /// </summary>
    /// <param name="record">The subscription.</param>
    /// <param name="user">Its owner.</param>
    /// <param name="turns">When the provider's present period ends.</param>
    /// <param name="ending">Whether none follows it.</param>
    public static MeteredSpan Of(SubscriptionRecord record, User user, DateTimeOffset turns, bool ending)
    {
        // Ours turns up to an hour after the provider's.
        var last = MetricHour.Floor(turns);
        var period = BillingPeriod.Of(last.AddTicks(-1), user);
        var (since, isTurn) = SinceOf(record);
        return new MeteredSpan(period.Key, isTurn || since > period.Start ? since : period.Start, ending ? MetricHour.Ceiling(turns) : last);
    }

    /// <summary>Since when usage counts, and whether the beginning of the provider's present period is known by it.</summary>
    private static (DateTimeOffset Since, bool IsTurn) SinceOf(SubscriptionRecord record)
    {
        var (since, isTurn) = (MetricHour.Ceiling(record.Newest!.CreatedAt), false);
        DateTimeOffset? paidUntil = null;
        SubscriptionFacts? before = null;
        foreach (var facts in record.History)
        {
            (since, isTurn) = before is null ? (since, isTurn) : Then(before, facts, paidUntil) is { } begun ? (begun, true) : (since, isTurn);
            paidUntil = facts.Status == SubscriptionStatus.Paused ? paidUntil ?? facts.RenewsAt : facts.RenewsAt;
            before = facts;
        }

        return (since, isTurn);
    }

    // Null where it goes on.
    private static DateTimeOffset? Then(SubscriptionFacts before, SubscriptionFacts facts, DateTimeOffset? paidUntil)
    {
        if (facts is not { UsageBased: true })
        {
            return null;
        }

        // Metered from here on, or served again: a pause beyond what was paid for leaves nothing on that could be billed.
        if (!before.UsageBased || (before is { Status: SubscriptionStatus.Paused, PausedForFree: false } && facts.Status == SubscriptionStatus.Active && paidUntil <= facts.UpdatedAt))
        {
            return MetricHour.Ceiling(facts.UpdatedAt);
        }

        return before.RenewsAt is { } turn && turn <= facts.UpdatedAt && turn < facts.RenewsAt
            ? before.Status switch
            {
                SubscriptionStatus.Active => MetricHour.Floor(turn),
                SubscriptionStatus.OnTrial or SubscriptionStatus.Paused => MetricHour.Ceiling(turn),
                _ => null,
            }
            : null;
    }
}
