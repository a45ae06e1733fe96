using Webhost.Contracts.Billing;

namespace Webhost.Core.Billing;

/// <summary>What a subscription's history says beyond its newest statement: what is paid for still, since when a payment is overdue, and since when usage counts.</summary>
internal sealed record SubscriptionPast
{
    /// <summary>A larger plan that was paid for before a change to a smaller one.</summary>
    public KeptPlan? Kept { get; init; }

    /// <summary>The end of the last period that was paid, or of the trial.</summary>
    public DateTimeOffset? PaidUntil { get; init; }

    /// <summary>When the payment that is overdue now was due.</summary>
    public DateTimeOffset? PastDueSince { get; init; }

    /// <summary>What was paid for last before the payment that is overdue now, which may be for more; null when none is overdue.</summary>
    public Entitlement? Owing { get; init; }

    /// <summary>When the provider's period turned last, as far as that was told.</summary>
    public DateTimeOffset? Turned { get; init; }

    /// <summary>Since when usage is billed by measure, where it was not before; null when it isn't, or always was.</summary>
    public DateTimeOffset? MeteredSince { get; init; }

    /// <summary>What was in order last, as a trial or as paid.</summary>
    private Entitlement? InOrder { get; init; }

    /// <summary>Goes through a history, oldest first.</summary>
    public static SubscriptionPast Of(SubscriptionRecord record)
    {
        var past = new SubscriptionPast();
        SubscriptionFacts? before = null;
        foreach (var facts in record.History)
        {
            past = past.Then(before, facts, [.. record.Changes.Where(change => change.Covers(facts))]);
            before = facts;
        }

        // The provider may have said that all is in order before the card was tried for a change.
        return past.Owing is not null && record.Payments is [.., { Paid: false } owed] && record.Changes.LastOrDefault(change => change.IsChargedBy(owed)) is { } unpaid ? past with { Owing = unpaid.Paid } : past;
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
            SubscriptionStatus.Active => facts.RenewsAt,
            SubscriptionStatus.OnTrial => facts.TrialEndsAt ?? facts.RenewsAt,

            // Of a pause the first statement that is known counts: each period that it skips moves the next payment on.
            SubscriptionStatus.Paused => PaidUntil ?? facts.RenewsAt,
            _ => PaidUntil,
        },
        Turned = before is { Status: SubscriptionStatus.Active or SubscriptionStatus.OnTrial or SubscriptionStatus.Paused, RenewsAt: { } turn } && turn <= facts.UpdatedAt && turn < facts.RenewsAt ? turn : Turned,
        MeteredSince = !facts.UsageBased ? null : before is { UsageBased: false } ? facts.UpdatedAt : MeteredSince,
        PastDueSince = facts.Status is SubscriptionStatus.PastDue or SubscriptionStatus.Unpaid ? PastDueSince ?? facts.UpdatedAt : null,
    };

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
