namespace Webhost.Local.Dashboard;

/// <summary>The patterns of paths that Static Web Apps knows.</summary>
internal static class PathPattern
{
    /// <summary>Whether a path matches: exactly, or by a <c>*</c> at the pattern's end with extensions in braces behind it.</summary>
    public static bool Matches(string pattern, string path)
    {
        var star = pattern.IndexOf('*', StringComparison.Ordinal);
        if (star < 0)
            return string.Equals(pattern, path, StringComparison.OrdinalIgnoreCase);
        var (start, end) = (pattern[..star], pattern[(star + 1)..]);
        if (!path.StartsWith(start, StringComparison.OrdinalIgnoreCase))
            return false;
        return end.Length == 0 || ExtensionsOf(end).Any(extension => path.EndsWith(extension, StringComparison.OrdinalIgnoreCase));
    }

    private static IEnumerable<string> ExtensionsOf(string end) =>
        end.StartsWith(".{", StringComparison.Ordinal) && end.EndsWith('}') ? end[2..^1].Split(',', StringSplitOptions.TrimEntries).Select(extension => $".{extension}") : [end];
}
