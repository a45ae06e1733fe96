using System.Globalization;

namespace Webhost.Core.Limits;

/// <summary>The period that usage is counted in: a UTC month.</summary>
/// <param name="Key">Such as <c>2026-11</c>.</param>
/// <param name="Start">Inclusive.</param>
/// <param name="End">Exclusive.</param>
public sealed record BillingPeriod(string Key, DateTimeOffset Start, DateTimeOffset End)
{
    /// <summary>The period that a time lies in.</summary>
    public static BillingPeriod Of(DateTimeOffset time)
    {
        var start = new DateTimeOffset(time.UtcDateTime.Year, time.UtcDateTime.Month, 1, 0, 0, 0, TimeSpan.Zero);
        return new BillingPeriod(start.ToString("yyyy-MM", CultureInfo.InvariantCulture), start, start.AddMonths(1));
    }
}
