using Webhost.Core.Limits;
using Webhost.Core.Telemetry;

namespace Webhost.Core.Billing;

/// <summary>Finds the day and time at which a subscriber's plan renews, and since when billing periods go by it.</summary>
public static class BillingAnchors
{
    /// <summary>
    /// The anchor of a subscription: the day on which it renews, at the time of day at which it began, as the last such moment before it began. The same for a
    /// subscription's whole life unless its day is moved.
    /// </summary>
    public static DateTimeOffset Of(SubscriptionFacts facts)
    {
        var start = facts.CreatedAt.ToUniversalTime();
        if (facts.BillingDay is not (>= 1 and <= 31 and var day) || day == start.Day)
        {
            return start;
        }

        // Months without that day are passed over, so that the 31st stays the 31st.
        for (var month = new DateTimeOffset(start.Year, start.Month, 1, 0, 0, 0, TimeSpan.Zero); ; month = month.AddMonths(-1))
        {
            if (day <= DateTime.DaysInMonth(month.Year, month.Month) && month.AddDays(day - 1) + start.TimeOfDay is var anchor && anchor <= start)
            {
                return anchor;
            }
        }
    }

    /// <summary>
    /// Since when billing periods go by it: the hour in which the subscription began. When the day is moved, the period that it is moved in goes on to the new day.
    /// </summary>
    internal static DateTimeOffset SinceOf(SubscriptionRecord record)
    {
        var since = MetricHour.Floor(record.Newest!.CreatedAt);
        foreach (var (before, facts) in record.History.Zip(record.History.Skip(1)))
        {
            var anchor = Of(before);
            since = Of(facts) == anchor ? since : BillingPeriod.Of(facts.UpdatedAt, anchor, since).Start;
        }

        return since;
    }
}
