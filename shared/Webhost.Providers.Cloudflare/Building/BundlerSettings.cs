using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Webhost.Core.Results;

namespace Webhost.Providers.Cloudflare.Building;

/// <summary>Turns what a wrangler configuration says of bundling (<c>define</c>, <c>alias</c> and <c>rules</c>) into flags of the bundler.</summary>
internal static partial class BundlerSettings
{
    // What these are is decided: code is code, and WebAssembly can't be anything else.
    private static readonly string[] Fixed = ["js", "mjs", "cjs", "jsx", "ts", "mts", "cts", "tsx", "json", "wasm"];

    // Those that are imported as texts by themselves; the runtime is told so by their name.
    private static readonly string[] Texts = ["txt", "html", "sql"];

    // Stands for the source's root, to see what leads out of it.
    private static readonly string Root = Path.Combine(Path.GetTempPath(), "source");

    /// <param name="root">The configuration.</param>
    /// <param name="folder">Its folder, relative to the source's root; empty for the root itself.</param>
    /// <param name="unsupported">Takes what can't be done.</param>
    public static IReadOnlyList<string> Flags(JsonObject root, string folder, List<string> unsupported)
    {
        var flags = new List<string>();
        foreach (var (name, value) in root["define"] as JsonObject ?? [])
        {
            Add(Constant().IsMatch(name) && WranglerMembers.Text(value) is { Length: > 0 } expression ? $"--define:{name}={expression}" : null, $"define '{name}'", flags, unsupported);
        }

        foreach (var (name, value) in root["alias"] as JsonObject ?? [])
        {
            Add(Package().IsMatch(name) && WranglerMembers.Text(value) is { } target && Target(target, folder) is { } place ? $"--alias:{name}={place}" : null, $"alias '{name}'", flags, unsupported);
        }

        foreach (var rule in (root["rules"] as JsonArray ?? []).OfType<JsonObject>())
        {
            var loader = WranglerMembers.Text(rule["type"]) switch { "Text" => "text", "Data" => "copy", _ => null };
            foreach (var glob in (rule["globs"] as JsonArray ?? []).Select(WranglerMembers.Text).OfType<string>())
            {
                var ending = Ending().Match(glob).Groups["ending"].Value;
                var given = WranglerMembers.Text(rule["type"]) is "ESModule" or "CommonJS" or "CompiledWasm" && Fixed.Contains(ending, StringComparer.Ordinal);
                if (!given)
                {
                    var free = loader is not null && ending.Length > 0 && !Fixed.Contains(ending, StringComparer.Ordinal) && !(loader is "copy" && Texts.Contains(ending, StringComparer.Ordinal));
                    Add(free ? $"--loader:.{ending}={loader}" : null, $"rules '{glob}'", flags, unsupported);
                }
            }
        }

        return flags;
    }

    private static void Add(string? flag, string what, List<string> flags, List<string> unsupported) => (flag is null ? unsupported : flags).Add(flag ?? Excerpt.Of(what, WranglerMembers.MaximumShown));

    // A path is meant from the configuration's folder, and the bundler takes it from the root.
    private static string? Target(string target, string folder)
    {
        if (target is not ['.', ..])
        {
            return Package().IsMatch(target) ? target : null;
        }

        var path = Path.GetRelativePath(Root, Path.GetFullPath(Path.Combine(folder, target), Root));
        return path.StartsWith("..", StringComparison.Ordinal) ? null : $"./{path}";
    }

    [GeneratedRegex(@"^[A-Za-z_$][\w$]{0,99}(\.[A-Za-z_$][\w$]{0,99}){0,9}\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Constant();

    [GeneratedRegex(@"^((node|cloudflare):)?@?[A-Za-z0-9_][\w.-]*(/[\w.-]+)*\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Package();

    [GeneratedRegex(@"^(\*\*/)?\*\.(?<ending>[A-Za-z0-9]{1,20})\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Ending();
}
