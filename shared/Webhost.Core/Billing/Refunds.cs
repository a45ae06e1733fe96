namespace Webhost.Core.Billing;

/// <summary>Tells whether the payment that the present period of a subscription rests on was given back in full. Anything less is recorded and changes nothing.</summary>
internal static class Refunds
{
    // An order pays for the first period, which lasts a month, after a trial of a few days at most.
    private static readonly TimeSpan FirstPeriod = TimeSpan.FromDays(45);

    /// <summary>When it was given back; null when it wasn't.</summary>
    public static DateTimeOffset? OfPresentPeriod(SubscriptionRecord record, OrderRecord? order, SubscriptionFacts facts)
    {
        var last = record.Payments.LastOrDefault(payment => payment is { Paid: true, ForPeriod: true });
        if (last is { RefundedInFull: true })
        {
            return last.RefundedAt ?? last.UpdatedAt;
        }

        return order?.Facts is { RefundedInFull: true } refunded && last is null or { First: true } && !HasRenewed(refunded, facts)
            ? refunded.RefundedAt ?? refunded.UpdatedAt
            : null;
    }

    // Also when the events of the renewal's payment were lost.
    private static bool HasRenewed(OrderFacts order, SubscriptionFacts facts) => facts.RenewsAt is { } next && next > order.CreatedAt + FirstPeriod;
}
