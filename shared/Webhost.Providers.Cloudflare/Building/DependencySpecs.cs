using System.Text.Json;

namespace Webhost.Providers.Cloudflare.Building;

/// <summary>
/// Tells versions, which the registry is asked for, from what leads anywhere else: addresses, repositories and paths. npm fetches what a lock file lacks before
/// it compares the two files, so what it is given must not name such a place.
/// </summary>
internal static class DependencySpecs
{
    /// <summary>The members that hold what a package depends on.</summary>
    public static readonly IReadOnlyList<string> Maps = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"];

    private const string Overrides = "overrides";
    private const string Alias = "npm:";

    private static readonly string[] Archives = [".tgz", ".tar.gz", ".tar"];

    /// <summary>The places of what is not a version of the registry's, such as <c>dependencies.left-pad</c>; only those, since addresses may hold passwords.</summary>
    /// <param name="package">A <c>package.json</c>, or an entry of a lock file.</param>
    /// <exception cref="InvalidOperationException">A text holds half a character.</exception>
    public static IEnumerable<string> Foreign(JsonElement package)
    {
        foreach (var member in package.EnumerateObject())
        {
            if (Maps.Contains(member.Name, StringComparer.Ordinal) && member.Value.ValueKind != JsonValueKind.Null)
            {
                foreach (var place in member.Value.ValueKind == JsonValueKind.Object ? ForeignIn(member.Value, member.Name) : [member.Name])
                {
                    yield return place;
                }
            }
            else if (member.NameEquals(Overrides))
            {
                foreach (var place in ForeignOverrides(member.Value, Overrides))
                {
                    yield return place;
                }
            }
        }
    }

    private static IEnumerable<string> ForeignIn(JsonElement map, string place) =>
        map.EnumerateObject().Where(package => !IsVersion(package.Value)).Select(package => $"{place}.{Shorten(package.Name)}");

    // Overrides may be nested, and may name what package.json asks for itself ("$name").
    private static IEnumerable<string> ForeignOverrides(JsonElement value, string place) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(member => ForeignOverrides(member.Value, $"{place}.{Shorten(member.Name)}")),
        JsonValueKind.String when value.GetString()!.StartsWith('$') => [],
        _ => IsVersion(value) ? [] : [place],
    };

    // What npm takes for an address, a repository or a path has a colon or a slash, starts with a dot or names an archive.
    private static bool IsVersion(JsonElement spec)
    {
        if (spec.ValueKind != JsonValueKind.String)
        {
            return false;
        }

        var text = spec.GetString()!.Trim();
        if (text.StartsWith(Alias, StringComparison.OrdinalIgnoreCase))
        {
            // Another name for a package of the registry, whose own may have a scope.
            text = text[Alias.Length..];
            text = text.StartsWith('@') ? text[(text.IndexOf('/') + 1)..] : text;
        }

        return text.IndexOfAny([':', '/', '\\']) < 0 && !text.StartsWith('.') && !Archives.Any(ending => text.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
    }

    private static string Shorten(string name) => name.Length > 100 ? name[..100] : name;
}
