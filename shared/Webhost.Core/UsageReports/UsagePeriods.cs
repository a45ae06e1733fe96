using System.Globalization;
using Webhost.Core.Limits;
using Webhost.Core.Results;
using Webhost.Core.Users;

namespace Webhost.Core.UsageReports;

/// <summary>Finds the billing periods of a user.</summary>
internal static class UsagePeriods
{
    private const int EarliestYear = 2000;

    /// <summary>The user's period that a time lies in.</summary>
    public static BillingPeriod Of(User user, DateTimeOffset time) => BillingPeriod.Of(time, user);

    /// <summary>The period that a query names: <c>2026-11</c> for the one that begins in that month, <c>2026-11-17</c> for the one that this day lies in, nothing for the present one. Failure: Invalid.</summary>
    public static Result<BillingPeriod> Parse(User user, string? text, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(text))
        {
            return Of(user, now);
        }

        if (Date(text, "yyyy-MM-dd") is { } day)
        {
            // A period is named by the day on which it begins, at whatever hour.
            return Of(user, day.AddDays(1).AddTicks(-1));
        }

        // The last moment of a month lies in the period that begins in it: periods are a month long.
        return Date(text, "yyyy-MM") is { } month
            ? Of(user, month.AddMonths(1).AddTicks(-1))
            : Failure.Invalid.At("period", "Name a period by its month or a day of it, as in 2026-11 or 2026-11-17.");
    }

    private static DateTimeOffset? Date(string text, string format) =>
        DateTimeOffset.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var date)
        && date.Year >= EarliestYear && date.Year < DateTimeOffset.MaxValue.Year
            ? date
            : null;
}
