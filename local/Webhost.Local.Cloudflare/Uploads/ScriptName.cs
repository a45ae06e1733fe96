using System.Text.RegularExpressions;

namespace Webhost.Local.Cloudflare.Uploads;

/// <summary>The names that scripts may have.</summary>
internal static partial class ScriptName
{
    public static bool IsValid(string name) => Pattern().IsMatch(name);

    [GeneratedRegex("^[a-z0-9_][a-z0-9_-]{0,62}$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
