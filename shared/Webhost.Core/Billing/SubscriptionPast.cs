using Webhost.Contracts.Billing;

namespace Webhost.Core.Billing;

/// <summary>What a subscription's history says beyond its newest statement: what is paid for still, and since when a payment is overdue.</summary>
internal sealed record SubscriptionPast
{
    /// <summary>A larger plan that was paid for before a change to a smaller one.</summary>
    public KeptPlan? Kept { get; init; }

    /// <summary>The end of the last period that was paid.</summary>
    public DateTimeOffset? PaidUntil { get; init; }

    /// <summary>When the payment that is overdue now was due.</summary>
    public DateTimeOffset? PastDueSince { get; init; }

    /// <summary>Goes through a history, oldest first.</summary>
    public static SubscriptionPast Of(IReadOnlyList<SubscriptionFacts> history)
    {
        var past = new SubscriptionPast();
        SubscriptionFacts? before = null;
        foreach (var facts in history)
        {
            past = past.Then(before, facts);
            before = facts;
        }

        return past;
    }

    private SubscriptionPast Then(SubscriptionFacts? before, SubscriptionFacts facts) => new()
    {
        Kept = KeptAfter(before, facts),
        PaidUntil = facts.Status == SubscriptionStatus.Active ? facts.RenewsAt : PaidUntil,
        PastDueSince = facts.Status is SubscriptionStatus.PastDue or SubscriptionStatus.Unpaid ? PastDueSince ?? facts.UpdatedAt : null,
    };

    // An upgrade counts at once. After a downgrade, what was paid for lasts until the end of its period.
    private KeptPlan? KeptAfter(SubscriptionFacts? before, SubscriptionFacts facts)
    {
        if (facts.Status == SubscriptionStatus.Expired)
        {
            return null;
        }

        var now = new Entitlement(facts.Tier, facts.AddOns);
        var held = Kept is { } kept && kept.Until > facts.UpdatedAt ? kept
            : before is { Status: SubscriptionStatus.Active, RenewsAt: { } until } && until > facts.UpdatedAt ? new KeptPlan(new Entitlement(before.Tier, before.AddOns), until)
            : null;
        return held is not null && now.IsLessThan(held.Entitlement) ? held : null;
    }

    /// <summary>A plan that was paid for until a time.</summary>
    public sealed record KeptPlan(Entitlement Entitlement, DateTimeOffset Until);
}
