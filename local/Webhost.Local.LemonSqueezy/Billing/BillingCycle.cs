namespace Webhost.Local.LemonSqueezy.Billing;

/// <summary>The length of a billing period.</summary>
/// <param name="Interval"><c>day</c>, <c>week</c>, <c>month</c> or <c>year</c>.</param>
internal readonly record struct BillingCycle(string Interval)
{
    private const int Week = 7;
    private const int MonthsOfYear = 12;

    /// <summary>
    /// The end of the period that begins at a moment. Months keep the anchor's day where they have it and take their last day otherwise, so that
    /// the 31st comes back after February.
    /// </summary>
    public DateTimeOffset Next(DateTimeOffset start, int anchorDay) => Interval switch
    {
        "day" => start.AddDays(1),
        "week" => start.AddDays(Week),
        "month" => AddMonths(start, 1, anchorDay),
        "year" => AddMonths(start, MonthsOfYear, anchorDay),
        _ => throw new InvalidOperationException($"'{Interval}' is no billing interval."),
    };

    /// <summary>The next time at which a day of the month comes, at the same time of day.</summary>
    public static DateTimeOffset NextDay(DateTimeOffset now, int day)
    {
        var inThisMonth = On(now, day);
        return inThisMonth > now ? inThisMonth : AddMonths(now, 1, day);
    }

    private static DateTimeOffset AddMonths(DateTimeOffset start, int months, int day)
    {
        var first = new DateTimeOffset(start.Year, start.Month, 1, 0, 0, 0, TimeSpan.Zero).Add(start.TimeOfDay);
        return On(first.AddMonths(months), day);
    }

    private static DateTimeOffset On(DateTimeOffset month, int day) =>
        month.AddDays(Math.Min(day, DateTime.DaysInMonth(month.Year, month.Month)) - month.Day);
}
