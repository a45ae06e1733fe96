namespace Microsoft.Azure.Functions.Worker.Schedules;

/// <summary>An NCRONTAB expression, in UTC. Where day of month and day of week are both restricted, both must fit.</summary>
internal sealed class CronSchedule : TimerSchedule
{
    // Enough for a 29 February on a given weekday, across a century without a leap year.
    private const int SearchYears = 41;

    private static readonly string[] Months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    private static readonly string[] Weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

    private readonly CronField _second;
    private readonly CronField _minute;
    private readonly CronField _hour;
    private readonly CronField _day;
    private readonly CronField _month;
    private readonly CronField _weekday;

    private CronSchedule(string[] fields)
    {
        _second = CronField.Parse(fields[0], "seconds", 0, 59);
        _minute = CronField.Parse(fields[1], "minutes", 0, 59);
        _hour = CronField.Parse(fields[2], "hours", 0, 23);
        _day = CronField.Parse(fields[3], "days", 1, 31);
        _month = CronField.Parse(fields[4], "months", 1, 12, Months);
        _weekday = CronField.Parse(fields[5], "weekdays", 0, 6, Weekdays);
    }

    public override bool IsShorterThanAMinute => _second.Count > 1;

    /// <summary>Reads the fields; throws <see cref="FormatException"/>, also when no such time ever comes.</summary>
    public static CronSchedule Parse(string[] fields)
    {
        CronSchedule schedule = fields.Length switch
        {
            6 => new(fields),
            5 => new(["0", .. fields]),
            _ => throw new FormatException($"an NCRONTAB expression has six fields, not {fields.Length}."),
        };
        return schedule.FindAfter(new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero)) is null
            ? throw new FormatException("there is no day with that month, day of month and weekday.")
            : schedule;
    }

    public override DateTimeOffset NextAfter(DateTimeOffset time) =>
        FindAfter(time) ?? throw new InvalidOperationException($"The schedule has no time after {time:u}.");

    private DateTimeOffset? FindAfter(DateTimeOffset time)
    {
        DateTime from = time.UtcDateTime;
        from = new DateTime(from.Ticks - (from.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc).AddSeconds(1);
        DateTime end = from.Year + SearchYears > DateTime.MaxValue.Year ? DateTime.MaxValue.Date : from.Date.AddYears(SearchYears);
        TimeSpan earliest = from.TimeOfDay;
        for (DateTime date = from.Date; date < end; date = date.AddDays(1), earliest = TimeSpan.Zero)
        {
            if (!_month.Contains(date.Month))
            {
                date = LastOfMonth(date);
                continue;
            }

            if (_day.Contains(date.Day) && _weekday.Contains((int)date.DayOfWeek) && FirstTimeFrom(earliest) is { } timeOfDay)
                return new DateTimeOffset(date + timeOfDay, TimeSpan.Zero);
        }

        return null;
    }

    private static DateTime LastOfMonth(DateTime date) => new(date.Year, date.Month, DateTime.DaysInMonth(date.Year, date.Month), 0, 0, 0, DateTimeKind.Utc);

    private TimeSpan? FirstTimeFrom(TimeSpan time)
    {
        for (int hour = _hour.FirstFrom(time.Hours); hour >= 0; hour = _hour.FirstFrom(hour + 1))
        {
            int fromMinute = hour == time.Hours ? time.Minutes : 0;
            for (int minute = _minute.FirstFrom(fromMinute); minute >= 0; minute = _minute.FirstFrom(minute + 1))
            {
                int second = _second.FirstFrom(hour == time.Hours && minute == time.Minutes ? time.Seconds : 0);
                if (second >= 0)
                    return new TimeSpan(hour, minute, second);
            }
        }

        return null;
    }
}
