using Webhost.Contracts.Billing;

namespace Webhost.Core.Billing;

/// <summary>
/// One request to the payment provider on the way from what a subscription is to what is wanted: another plan or another number of add-ons, not both. Wherever the way breaks off nobody has paid for what
/// they don't have, and nobody has more than the larger of both ends.
/// </summary>
public sealed record ChangeStep
{
    /// <summary>What the subscription is to be.</summary>
    public required Entitlement To { get; init; }

    /// <summary>What becomes of the difference.</summary>
    public required ChargeTerms Terms { get; init; }

    /// <summary>What is paid for before it.</summary>
    public required Entitlement Paid { get; init; }

    /// <summary>Until when that is kept, where it is to less and nothing is given back; null otherwise.</summary>
    public DateTimeOffset? PaidUntil { get; init; }

    /// <summary>
    /// The way to what is wanted. What is paid for decides: up to that a change costs nothing, and what was paid for is kept. Beyond it the subscription is first made what is paid for again, so that
    /// only what is missing is charged.
    /// </summary>
    /// <param name="state">Where the subscription stands.</param>
    /// <param name="wanted">What it is to be.</param>
    /// <param name="price">What a period costs.</param>
    public static IReadOnlyList<ChangeStep> Of(SubscriptionState state, Entitlement wanted, Func<Entitlement, decimal> price)
    {
        var had = state.Facts.Entitlement;
        var paid = state.Entitlement ?? had;
        if (wanted == had)
        {
            return [];
        }

        // The smaller plan with many add-ons may cost more: for nothing it would be worth more at the provider than was paid.
        return wanted == paid || (wanted.IsLessThan(paid) && price(wanted) <= price(paid))
            ? [.. Way(had, wanted).Select(step => WithinPaid(step, paid, state))]
            : [.. Way(had, paid).Select(step => WithinPaid(step, paid, state)), .. Way(paid, wanted).Select(step => Charged(step, paid, price))];
    }

    /// <summary>The note to write down before it.</summary>
    public ChangeNote Note(SubscriptionFacts present, DateTimeOffset now) => new() { Paid = Paid, PaidUntil = PaidUntil, From = present.UpdatedAt, NotedAt = now };

    // What gets less goes first: what lies in between is never more than either end, and the fewer are charged for the larger plan. Of two that grow the plan is first, which add-ons may need.
    private static IEnumerable<(Entitlement From, Entitlement To)> Way(Entitlement start, Entitlement end)
    {
        var between = end.AddOns < start.AddOns ? start with { AddOns = end.AddOns } : start with { Tier = end.Tier };
        return new[] { (start, between), (between, end) }.Where(step => step.Item1 != step.Item2);
    }

    private static ChangeStep WithinPaid((Entitlement From, Entitlement To) step, Entitlement paid, SubscriptionState state) => new()
    {
        To = step.To,
        Terms = ChargeTerms.NotAtAll,
        Paid = paid,
        PaidUntil = step.To.IsLessThan(step.From) && state.Facts.Status == SubscriptionStatus.Active ? state.NextAt ?? state.Facts.RenewsAt : null,
    };

    // The price decides, not the size: a smaller plan than one that is billed by usage costs more in advance.
    private static ChangeStep Charged((Entitlement From, Entitlement To) step, Entitlement paid, Func<Entitlement, decimal> price) => new()
    {
        To = step.To,
        Terms = price(step.To) > price(step.From) ? ChargeTerms.AtOnce : ChargeTerms.WithNextPayment,
        Paid = step.From.IsLessThan(paid) ? paid : step.From,
    };
}
