using Webhost.Contracts.Billing;

namespace Webhost.Core.Billing;

/// <summary>Tells whether the payment that the present period of a subscription rests on was given back in full. Anything less is recorded and changes nothing.</summary>
internal static class Refunds
{
    // A payment is for a month, the first one also for a trial of a few days at most.
    private static readonly TimeSpan Period = TimeSpan.FromDays(45);

    /// <summary>When it was given back; null when it wasn't.</summary>
    public static DateTimeOffset? OfPresentPeriod(SubscriptionRecord record, OrderRecord? order, SubscriptionFacts facts)
    {
        var last = record.Payments.LastOrDefault(payment => payment is { Paid: true, ForPeriod: true });
        if (last is { RefundedInFull: true })
        {
            return HasRenewed(last.CreatedAt, facts) ? null : last.RefundedAt ?? last.UpdatedAt;
        }

        return order?.Facts is { RefundedInFull: true } refunded && last is null or { First: true } && !HasRenewed(refunded.CreatedAt, facts)
            ? refunded.RefundedAt ?? refunded.UpdatedAt
            : null;
    }

    // Also when the events of the renewal's payment were lost. Periods that a pause skips are not paid for.
    private static bool HasRenewed(DateTimeOffset paidAt, SubscriptionFacts facts) => facts.Status != SubscriptionStatus.Paused && facts.RenewsAt > paidAt + Period;
}
