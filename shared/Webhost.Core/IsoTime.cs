using System.Globalization;
using System.Text.RegularExpressions;

namespace Webhost.Core;

/// <summary>Reads points in time that callers write.</summary>
public static partial class IsoTime
{
    /// <summary>
    /// Whether a text is a day or a time by ISO 8601, as in <c>2026-11-23</c> and <c>2026-11-23T14:00:00Z</c>; UTC unless it names an offset. Other ways to write a day mean another day
    /// elsewhere, and a number is none.
    /// </summary>
    public static bool TryParse(string? text, out DateTimeOffset time)
    {
        time = default;
        return text is not null && Pattern().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d([.,]\d+)?)?(Z|[+-]\d\d(:?\d\d)?)?)?\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
