using System.Globalization;

namespace Webhost.Core.Limits;

/// <summary>
/// The period that usage is counted in: a UTC month, or from one monthly turn of the subscription to the next. Periods of one anchor follow each other
/// without a gap or an overlap.
/// </summary>
/// <param name="Key"><c>2026-11</c> for a month, <c>2026-11-17</c> (the day on which it starts) for a subscription's.</param>
/// <param name="Start">Inclusive, a whole hour in UTC.</param>
/// <param name="End">Exclusive.</param>
public sealed record BillingPeriod(string Key, DateTimeOffset Start, DateTimeOffset End)
{
    private const int MonthsOfYear = 12;
    private const int LastMonth = (9999 * MonthsOfYear) + MonthsOfYear - 1;

    /// <summary>How long it is.</summary>
    public TimeSpan Length => End - Start;

    /// <summary>The period that a time lies in.</summary>
    /// <param name="time">Any time.</param>
    /// <param name="anchor">At which day and hour of each month periods turn; in a month that is too short for the day, on its last. Null for calendar months.</param>
    public static BillingPeriod Of(DateTimeOffset time, DateTimeOffset? anchor)
    {
        var utc = time.UtcDateTime;
        var month = (utc.Year * MonthsOfYear) + utc.Month - 1;
        if (anchor is not { UtcDateTime: var turn })
        {
            var first = Turn(month, day: 1, hour: 0);
            return new BillingPeriod(first.ToString("yyyy-MM", CultureInfo.InvariantCulture), first, Turn(month + 1, day: 1, hour: 0));
        }

        // Each turn is computed from the anchor itself: a short month doesn't move those after it.
        var start = Turn(month, turn.Day, turn.Hour);
        if (start > time)
        {
            start = Turn(--month, turn.Day, turn.Hour);
        }

        return new BillingPeriod(start.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), start, Turn(month + 1, turn.Day, turn.Hour));
    }

    /// <summary>Whether a time lies in it.</summary>
    public bool Contains(DateTimeOffset time) => time >= Start && time < End;

    private static DateTimeOffset Turn(int month, int day, int hour)
    {
        if (month is < MonthsOfYear or > LastMonth)
        {
            return month < MonthsOfYear ? DateTimeOffset.MinValue : DateTimeOffset.MaxValue;
        }

        var (year, index) = Math.DivRem(month, MonthsOfYear);
        return new DateTimeOffset(year, index + 1, Math.Min(day, DateTime.DaysInMonth(year, index + 1)), hour, 0, 0, TimeSpan.Zero);
    }
}
