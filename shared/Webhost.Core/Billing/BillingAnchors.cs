namespace Webhost.Core.Billing;

/// <summary>Finds the day and hour at which a subscriber's billing periods turn.</summary>
public static class BillingAnchors
{
    /// <summary>
    /// The anchor of a subscription: the day on which it renews, at the hour at which it began, as the last such time before it began. A whole UTC hour, and the
    /// same for a subscription's whole life unless its day is moved.
    /// </summary>
    public static DateTimeOffset Of(SubscriptionFacts facts)
    {
        var start = Floor(facts.CreatedAt.ToUniversalTime());
        if (facts.BillingDay is not (>= 1 and <= 31 and var day) || day == start.Day)
        {
            return start;
        }

        // Months without that day are passed over, so that the 31st stays the 31st.
        for (var month = new DateTimeOffset(start.Year, start.Month, 1, start.Hour, 0, 0, TimeSpan.Zero); ; month = month.AddMonths(-1))
        {
            if (day <= DateTime.DaysInMonth(month.Year, month.Month) && month.AddDays(day - 1) is var anchor && anchor <= start)
            {
                return anchor;
            }
        }
    }

    private static DateTimeOffset Floor(DateTimeOffset time) => new(time.Year, time.Month, time.Day, time.Hour, 0, 0, TimeSpan.Zero);
}
