namespace Microsoft.Azure.Functions.Worker.Schedules;

/// <summary>When a timer is due.</summary>
internal abstract class TimerSchedule
{
    /// <summary>Whether two runs can be less than a minute apart.</summary>
    public abstract bool IsShorterThanAMinute { get; }

    /// <summary>The first time strictly after <paramref name="time"/>.</summary>
    public abstract DateTimeOffset NextAfter(DateTimeOffset time);

    /// <summary>Reads an NCRONTAB expression of six fields (or five, without seconds) or a time span; throws <see cref="FormatException"/>.</summary>
    public static TimerSchedule Parse(string expression)
    {
        string[] fields = expression.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return fields.Length <= 1 ? IntervalSchedule.Parse(expression.Trim()) : CronSchedule.Parse(fields);
    }
}
