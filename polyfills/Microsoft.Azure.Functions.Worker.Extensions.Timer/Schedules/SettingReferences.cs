using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace Microsoft.Azure.Functions.Worker.Schedules;

/// <summary>Puts settings in the place of <c>%Name%</c>.</summary>
internal static partial class SettingReferences
{
    /// <summary>The text with its settings; throws <see cref="FormatException"/> that names a setting which is missing.</summary>
    public static string Resolve(string text, IConfiguration configuration) => Reference().Replace(text, match =>
    {
        string name = match.Groups["name"].Value;
        return configuration[name.Replace("__", ":", StringComparison.Ordinal)] is { Length: > 0 } value
            ? value
            : throw new FormatException($"the setting '{name}' is missing.");
    });

    [GeneratedRegex("%(?<name>[^%]+)%", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Reference();
}
