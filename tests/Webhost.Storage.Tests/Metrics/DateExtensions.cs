namespace Webhost.Storage.Tests.Metrics;

/// <summary>Dates as they stand in roll-ups.</summary>
internal static class DateExtensions
{
    /// <summary>The day's start in UTC.</summary>
    public static DateTimeOffset ToUtc(this DateTime date) => new(date, TimeSpan.Zero);
}
