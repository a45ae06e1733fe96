using System.Globalization;
using System.Text.RegularExpressions;

namespace Webhost.Cli.Shell;

/// <summary>Durations and points in time as users write them: <c>90s</c>, <c>15m</c>, <c>24h</c>, <c>7d</c>, <c>2026-11-01</c>, <c>2026-11-01T08:00:00Z</c>.</summary>
internal static partial class Moment
{
    /// <summary>Reads a duration; <paramref name="option"/> is named when it can't.</summary>
    public static TimeSpan Duration(string text, string option) =>
        TryDuration(text) ?? throw CliException.Usage($"{option} takes a duration such as 90s, 15m, 24h or 7d, not '{text}'.");

    /// <summary>Reads a point in time; a duration is counted back from now.</summary>
    public static DateTimeOffset Past(string text, string option, DateTimeOffset now) =>
        TryDuration(text) is { } ago ? now - ago : Parse(text, option);

    /// <summary>Reads a point in time; a duration is counted from now on.</summary>
    public static DateTimeOffset Future(string text, string option, DateTimeOffset now) =>
        TryDuration(text) is { } ahead ? now + ahead : Parse(text, option);

    /// <summary>A point in time for a query.</summary>
    public static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>A point in time for people.</summary>
    public static string Show(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "–";

    /// <summary>A point in time for people, of something that happens many times a second.</summary>
    public static string ShowExactly(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static DateTimeOffset Parse(string text, string option) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            ? at
            : throw CliException.Usage($"{option} takes a duration such as 24h or a time such as 2026-11-01T08:00:00Z, not '{text}'.");

    private static TimeSpan? TryDuration(string text)
    {
        if (DurationPattern().Match(text) is not { Success: true } match
            || !double.TryParse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture, out var number)
            || number > 100_000)
        {
            return null;
        }

        return match.Groups["unit"].Value switch
        {
            "ms" => TimeSpan.FromMilliseconds(number),
            "m" => TimeSpan.FromMinutes(number),
            "h" => TimeSpan.FromHours(number),
            "d" => TimeSpan.FromDays(number),
            _ => TimeSpan.FromSeconds(number),
        };
    }

    [GeneratedRegex(@"^(?<number>\d{1,6}(\.\d+)?)(?<unit>ms|s|m|h|d)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DurationPattern();
}
