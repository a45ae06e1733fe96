using System.Text.Json;
using System.Text.RegularExpressions;

namespace Webhost.Providers.Cloudflare.Building;

/// <summary>The packages that agents may import without shipping them.</summary>
internal sealed partial class VendoredPackages(string folder)
{
    /// <summary>The <c>node_modules</c> folder; empty when there is none.</summary>
    public string Folder => folder;

    /// <summary>The names of the packages that are offered, not of what those need in turn.</summary>
    public IReadOnlyList<string> Names { get; } = ReadNames(folder);

    /// <summary>The version that is here; null when the package isn't.</summary>
    public string? VersionOf(string package)
    {
        if (folder.Length == 0 || !PackageName().IsMatch(package))
        {
            return null;
        }

        var file = Path.Combine(folder, package, "package.json");
        if (!File.Exists(file))
        {
            return null;
        }

        using var document = JsonDocument.Parse(File.ReadAllText(file));
        return document.RootElement.TryGetProperty("version", out var version) ? version.GetString() : null;
    }

    /// <summary>
    /// Whether a version is plainly another one than a range asks for: another major version, or another minor one below 1. What can't be told counts as fitting.
    /// </summary>
    public static bool Contradicts(string range, string version)
    {
        if (range.Contains("||", StringComparison.Ordinal) || range.Contains('>', StringComparison.Ordinal) || range.Contains(" - ", StringComparison.Ordinal))
        {
            return false;
        }

        var (asked, present) = (Version().Match(range), Version().Match(version));
        if (!asked.Success || !present.Success)
        {
            return false;
        }

        return asked.Groups["major"].Value != present.Groups["major"].Value
            || (asked.Groups["major"].Value is "0" && asked.Groups["minor"].Success && asked.Groups["minor"].Value != present.Groups["minor"].Value);
    }

    private static string[] ReadNames(string folder)
    {
        var list = folder.Length == 0 ? null : PackageFile.Read(Path.Combine(folder, ".."));
        return list is null ? [] : [.. list.Dependencies.Keys.Order(StringComparer.Ordinal)];
    }

    [GeneratedRegex("^(@[a-z0-9._~-]+/)?[a-z0-9_~-][a-z0-9._~-]*$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PackageName();

    [GeneratedRegex(@"^[\^~=v\s]*(?<major>\d+)(\.(?<minor>\d+))?", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Version();
}
