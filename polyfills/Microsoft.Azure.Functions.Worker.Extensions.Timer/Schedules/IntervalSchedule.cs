using System.Globalization;

namespace Microsoft.Azure.Functions.Worker.Schedules;

/// <summary>Due at a fixed distance from the last run.</summary>
internal sealed class IntervalSchedule(TimeSpan interval) : TimerSchedule
{
    public override bool IsShorterThanAMinute => interval < TimeSpan.FromMinutes(1);

    public static new IntervalSchedule Parse(string text) => TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan interval) && interval > TimeSpan.Zero
        ? new(interval)
        : throw new FormatException($"'{text}' is neither an NCRONTAB expression of six fields nor a positive time span.");

    public override DateTimeOffset NextAfter(DateTimeOffset time) => time + interval;
}
