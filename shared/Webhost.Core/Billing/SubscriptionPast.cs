using Webhost.Contracts.Billing;

namespace Webhost.Core.Billing;

/// <summary>What a subscription's history says beyond its newest statement: what is paid for still, since when a payment is overdue, and what a pause left unpaid.</summary>
internal sealed record SubscriptionPast
{
    // A renewal's invoice may be made a little before the moment at which the period ends.
    private static readonly TimeSpan Slack = TimeSpan.FromHours(1);

    /// <summary>A larger plan that was paid for before a change to a smaller one.</summary>
    public KeptPlan? Kept { get; init; }

    /// <summary>The end of the last period that was paid, or of the trial.</summary>
    public DateTimeOffset? PaidUntil { get; init; }

    /// <summary>Until when nothing is to be paid because of a pause without service, which may be over by now; null when there was none, or a payment came after it.</summary>
    public DateTimeOffset? SkippedUntil { get; init; }

    /// <summary>When the payment that is overdue now was due.</summary>
    public DateTimeOffset? PastDueSince { get; init; }

    /// <summary>What was paid for last before the payment that is overdue now, which may be for more; null when none is overdue.</summary>
    public Entitlement? Owing { get; init; }

    /// <summary>What was in order last, as a trial or as paid.</summary>
    private Entitlement? InOrder { get; init; }

    /// <summary>Goes through a history, oldest first.</summary>
    public static SubscriptionPast Of(SubscriptionRecord record)
    {
        var owed = record.Payments is [.., { Paid: false } last] ? last : null;
        var past = new SubscriptionPast();
        SubscriptionPast? beforeOwed = null;
        SubscriptionFacts? before = null;
        foreach (var facts in record.History)
        {
            // The provider may have said that all is in order before the card was tried for a change.
            beforeOwed = before is not null && before.Entitlement.IsLessThan(facts.Entitlement) && owed is not null && ChangeNote.MayBeChargedBy(owed, facts) ? past : beforeOwed;
            past = past.Then(before, facts, [.. record.Changes.Where(change => change.Covers(facts))]);
            before = facts;
        }

        if (past.SkippedUntil is not null && record.Payments.Any(payment => payment is { Paid: true, ForPeriod: true } && payment.CreatedAt + Slack >= past.PaidUntil))
        {
            past = past with { SkippedUntil = null };
        }

        return past.Owing is null || owed is null ? past
            : record.Changes.LastOrDefault(change => change.IsChargedBy(owed)) is { } unpaid ? past with { Owing = unpaid.Paid }
            : beforeOwed is { InOrder: { } inOrder } ? past with { Owing = inOrder, Kept = beforeOwed.Kept }
            : past;
    }

    private SubscriptionPast Then(SubscriptionFacts? before, SubscriptionFacts facts, IReadOnlyList<ChangeNote> own) => new()
    {
        Kept = KeptAfter(before, facts, own),
        InOrder = InOrderAfter(facts, own),
        Owing = facts.Status switch
        {
            SubscriptionStatus.PastDue or SubscriptionStatus.Unpaid => Owing ?? InOrderAfter(facts, own),
            SubscriptionStatus.Active or SubscriptionStatus.OnTrial => null,
            _ => Owing,
        },
        PaidUntil = facts.Status switch
        {
            SubscriptionStatus.Active when IsInSkipped(facts) => PaidUntil,
            SubscriptionStatus.Active => facts.RenewsAt,
            SubscriptionStatus.OnTrial => facts.TrialEndsAt ?? facts.RenewsAt,

            // Of a pause the first statement that is known counts: each period that it skips moves the next payment on.
            SubscriptionStatus.Paused => PaidUntil ?? facts.RenewsAt,
            _ => PaidUntil,
        },
        SkippedUntil = facts.Status switch
        {
            SubscriptionStatus.Paused => facts.PausedForFree ? null : facts.RenewsAt,
            SubscriptionStatus.Active when IsInSkipped(facts) => SkippedUntil,
            SubscriptionStatus.Cancelled or SubscriptionStatus.Expired => SkippedUntil,
            _ => null,
        },
        PastDueSince = facts.Status is SubscriptionStatus.PastDue or SubscriptionStatus.Unpaid ? PastDueSince ?? facts.UpdatedAt : null,
    };

    // The pause is over, and the next payment is due when it was due in the pause: so none was made.
    private bool IsInSkipped(SubscriptionFacts facts) => !facts.UsageBased && PaidUntil <= facts.UpdatedAt && facts.RenewsAt <= SkippedUntil;

    // Of two steps within one second the note alone tells that the first was paid.
    private Entitlement? InOrderAfter(SubscriptionFacts facts, IReadOnlyList<ChangeNote> own) => facts.Status is SubscriptionStatus.Active or SubscriptionStatus.OnTrial
        ? facts.Entitlement
        : own.Select(change => change.Paid).Append(InOrder).OrderBy(paid => paid, Entitlement.BySize).LastOrDefault();

    // A change to more counts at once. After a change to less that this platform asked for, what was paid for lasts until the end of its period; what anybody else changes to less is
    // credited by the provider, and ends that.
    private KeptPlan? KeptAfter(SubscriptionFacts? before, SubscriptionFacts facts, IReadOnlyList<ChangeNote> own)
    {
        if (facts.Status == SubscriptionStatus.Expired || (own.Count == 0 && before is not null && facts.Entitlement.IsLessThan(before.Entitlement)))
        {
            return null;
        }

        return own.Select(change => change.KeptUntil is { } until ? new KeptPlan(change.Paid, until) : null)
            .Append(Kept)
            .OfType<KeptPlan>()
            .Where(kept => kept.Until > facts.UpdatedAt && facts.Entitlement.IsLessThan(kept.Entitlement))
            .OrderBy(kept => kept.Entitlement, Entitlement.BySize)
            .ThenBy(kept => kept.Until)
            .LastOrDefault();
    }

    /// <summary>A plan that was paid for until a time.</summary>
    public sealed record KeptPlan(Entitlement Entitlement, DateTimeOffset Until);
}
