using System.Text.RegularExpressions;

namespace Webhost.Providers.Cloudflare.Building;

/// <summary>
/// Finds the Durable Object classes that a bundle exports by reading its text, never by running it: exported classes whose line of ancestors ends in the
/// runtime's own <c>DurableObject</c>. Needs a bundle with names and lines left as they are.
/// </summary>
internal static partial class DurableObjectClasses
{
    private const int MaximumAncestors = 50;

    public static IReadOnlyList<string> Find(string bundle)
    {
        var bases = new HashSet<string>(StringComparer.Ordinal);
        foreach (Match import in Import().Matches(bundle))
        {
            bases.UnionWith(ImportedBase().Matches(import.Groups["names"].Value).Select(name => name.Groups["local"] is { Success: true } local ? local.Value : "DurableObject"));
        }

        var parents = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Match declaration in Class().Matches(bundle))
        {
            var parent = declaration.Groups["parent"].Value;
            parents.TryAdd(declaration.Groups["outer"] is { Success: true } outer ? outer.Value : declaration.Groups["inner"].Value, parent);
            if (declaration.Groups["inner"] is { Success: true } inner)
            {
                parents.TryAdd(inner.Value, parent);
            }
        }

        foreach (Match alias in Alias().Matches(bundle))
        {
            parents.TryAdd(alias.Groups["name"].Value, alias.Groups["of"].Value);
        }

        return
        [
            .. Export().Matches(bundle)
                .SelectMany(export => ExportedName().Matches(export.Groups["names"].Value))
                .Select(name => (Local: name.Groups["local"].Value, Name: name.Groups["name"] is { Success: true } renamed ? renamed.Value : name.Groups["local"].Value))
                .Where(export => export.Name is not "default" && IsDurableObject(export.Local))
                .Select(export => export.Name)
                .Distinct(StringComparer.Ordinal),
        ];

        bool IsDurableObject(string name)
        {
            for (var steps = 0; steps < MaximumAncestors; steps++)
            {
                if (bases.Contains(name))
                {
                    return true;
                }

                if (!parents.TryGetValue(name, out name!))
                {
                    return false;
                }
            }

            return false;
        }
    }

    [GeneratedRegex("""^import\s*(?:[\w$]+\s*,\s*)?\{(?<names>[^}]*)\}\s*from\s*"cloudflare:workers"\s*;?""", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Import();

    [GeneratedRegex(@"(?<![\w$])DurableObject(?![\w$])(\s+as\s+(?<local>[\w$]+))?", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ImportedBase();

    // A class with decorators becomes one that extends '(_a = Parent, …, _a)'.
    [GeneratedRegex(@"^\s*(?:export\s+)?(?:(?:var|let|const)\s+)?(?:(?<outer>[\w$]+)\s*=\s*)?class(?:\s+(?<inner>(?!extends\b)[\w$]+))?\s+extends\s+(?:\(\s*[\w$]+\s*=\s*)?(?<parent>[\w$]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Class();

    [GeneratedRegex(@"^\s*(?:var|let|const)\s+(?<name>[\w$]+)\s*=\s*(?<of>[\w$]+);$", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Alias();

    [GeneratedRegex(@"^export\s*\{(?<names>[^}]*)\}", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Export();

    [GeneratedRegex(@"(?<local>[\w$]+)(?:\s+as\s+(?<name>[\w$]+))?\s*(?:,|$)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ExportedName();
}
