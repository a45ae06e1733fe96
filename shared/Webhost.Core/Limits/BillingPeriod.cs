using System.Globalization;
using Webhost.Core.Telemetry;
using Webhost.Core.Users;

namespace Webhost.Core.Limits;

/// <summary>
/// The period that usage is counted in: a UTC month, or from one monthly turn of the subscription to the next. A user's periods follow each other without a
/// gap or an overlap.
/// </summary>
/// <param name="Key"><c>2026-11</c> for a month, <c>2026-11-17</c> (the day on which it starts) for a subscription's.</param>
/// <param name="Start">Inclusive, a whole hour in UTC.</param>
/// <param name="End">Exclusive.</param>
public sealed record BillingPeriod(string Key, DateTimeOffset Start, DateTimeOffset End)
{
    private const int MonthsOfYear = 12;
    private const int LastMonth = (9999 * MonthsOfYear) + MonthsOfYear - 1;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>How long it is.</summary>
    public TimeSpan Length => End - Start;

    /// <summary>A user's period that a time lies in.</summary>
    public static BillingPeriod Of(DateTimeOffset time, User user) => Of(time, user.BillingAnchor, user.BillingSince);

    /// <summary>The period that a time lies in.</summary>
    /// <param name="time">Any time.</param>
    /// <param name="anchor">
    /// At which day and time of each month the plan renews; in a month that is too short for the day, on its last. Periods turn at the first whole hour that is not before it, so that what a payment is for
    /// never reaches into a second one. Null for calendar months.
    /// </param>
    /// <param name="since">The whole hour since when the anchor holds: the first period begins there, and before it are calendar months. Null for always.</param>
    public static BillingPeriod Of(DateTimeOffset time, DateTimeOffset? anchor, DateTimeOffset? since = null)
    {
        var utc = time.UtcDateTime;
        var month = (utc.Year * MonthsOfYear) + utc.Month - 1;
        if (anchor is not { UtcDateTime: var turn } || time < since)
        {
            var (first, next) = (MonthStart(month), MonthStart(month + 1));
            return new BillingPeriod(first.ToString("yyyy-MM", CultureInfo.InvariantCulture), first, anchor is not null && since < next ? since.Value : next);
        }

        // Each turn is computed from the anchor itself: a short month doesn't move those after it.
        var start = Turn(month, turn);
        if (start > time)
        {
            start = Turn(--month, turn);
        }

        var end = Turn(month + 1, turn);
        if (since is { } begin && start <= begin + Hour)
        {
            // The turn of the birth itself may follow within the hour.
            (start, end) = (begin, end <= begin + Hour ? Turn(month + 2, turn) : end);
        }

        return new BillingPeriod(start.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), start, end);
    }

    /// <summary>Whether a time lies in it.</summary>
    public bool Contains(DateTimeOffset time) => time >= Start && time < End;

    private static DateTimeOffset MonthStart(int month) => Turn(month, DateTime.UnixEpoch);

    private static DateTimeOffset Turn(int month, DateTime anchor)
    {
        if (month is < MonthsOfYear or > LastMonth)
        {
            return month < MonthsOfYear ? DateTimeOffset.MinValue : DateTimeOffset.MaxValue;
        }

        var (year, index) = Math.DivRem(month, MonthsOfYear);
        var turn = new DateTimeOffset(year, index + 1, Math.Min(anchor.Day, DateTime.DaysInMonth(year, index + 1)), 0, 0, 0, TimeSpan.Zero) + anchor.TimeOfDay;
        return turn > DateTimeOffset.MaxValue - Hour ? DateTimeOffset.MaxValue : MetricHour.Ceiling(turn);
    }
}
