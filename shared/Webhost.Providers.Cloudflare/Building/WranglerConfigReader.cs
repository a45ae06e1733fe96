using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Webhost.Core.Results;

namespace Webhost.Providers.Cloudflare.Building;

/// <summary>Reads <c>wrangler.json</c>, <c>wrangler.jsonc</c> or <c>wrangler.toml</c> from the entry point's folder upwards, in wrangler's own order.</summary>
internal static partial class WranglerConfigReader
{
    private const long MaximumBytes = 64 * 1024;

    private static readonly string[] Files = ["wrangler.json", "wrangler.jsonc", "wrangler.toml"];

    private const int MaximumShown = 20;

    /// <summary>The configuration that lies nearest to the entry point; null without one.</summary>
    /// <param name="root">The source's root, above which nothing is read.</param>
    /// <param name="entrypoint">Relative to the root.</param>
    /// <exception cref="FormatException">The file is malformed; the message is for the customer.</exception>
    public static WranglerConfig? Read(string root, string entrypoint)
    {
        string? name = null;
        for (var folder = Path.GetDirectoryName(entrypoint); folder is not null && name is null; folder = Path.GetDirectoryName(folder))
        {
            name = Files.Select(file => Path.Combine(folder, file)).FirstOrDefault(path => new FileInfo(Path.Combine(root, path)) is { Exists: true, LinkTarget: null });
        }

        if (name is null)
        {
            return null;
        }

        var file = new FileInfo(Path.Combine(root, name));
        if (file.Length > MaximumBytes)
        {
            throw new FormatException($"{name} is larger than {MaximumBytes / 1024} KB.");
        }

        try
        {
            return Interpret(name, Parse(name, File.ReadAllText(file.FullName)));
        }
        catch (InvalidOperationException exception)
        {
            // Texts are taken out of their escapes only when they are read.
            throw new FormatException($"A text of {name} holds half a character, such as '\\ud83d' alone. Write the whole character.", exception);
        }
    }

    private static JsonObject Parse(string name, string text)
    {
        if (name.EndsWith(".toml", StringComparison.Ordinal))
        {
            try
            {
                return TomlReader.Parse(text);
            }
            catch (FormatException exception)
            {
                throw new FormatException($"{name}: {exception.Message}", exception);
            }
        }

        try
        {
            var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 32, AllowDuplicateProperties = false };
            return JsonNode.Parse(text, documentOptions: options) as JsonObject ?? throw new FormatException($"{name} must hold a JSON object.");
        }
        catch (JsonException exception)
        {
            throw new FormatException($"{name} is not JSON: there is a mistake in line {exception.LineNumber + 1}, column {exception.BytePositionInLine + 1}.", exception);
        }
    }

    private static WranglerConfig Interpret(string name, JsonObject root)
    {
        var unsupported = root.Select(pair => pair.Key).Where(key => !WranglerMembers.IsKnown(key)).Take(MaximumShown).Select(key => Excerpt.Of(key, WranglerMembers.MaximumShown)).ToList();
        var flags = BundlerSettings.Flags(root, Path.GetDirectoryName(name)!, unsupported);
        var bindings = new List<DurableObjectBinding>();
        foreach (var binding in Objects((root["durable_objects"] as JsonObject)?["bindings"]))
        {
            var (bindingName, className) = (WranglerMembers.Text(binding["name"]), WranglerMembers.Text(binding["class_name"]));
            if (binding["script_name"] is not null)
            {
                unsupported.Add($"durable_objects.bindings '{bindingName}' of another script");
            }
            else if (bindingName is null || className is null || !Identifier().IsMatch(bindingName) || !Identifier().IsMatch(className))
            {
                throw new FormatException($"{name}: each entry of durable_objects.bindings needs a 'name' and a 'class_name' made of letters, digits, '_' and '$'.");
            }
            else
            {
                bindings.Add(new DurableObjectBinding(bindingName, className));
            }
        }

        var variables = (root["vars"] as JsonObject ?? []).Where(pair => pair.Value is not null).ToList();
        return new WranglerConfig
        {
            File = name,
            Main = WranglerMembers.Text(root["main"]) is { } main ? Path.Combine(Path.GetDirectoryName(name)!, main.TrimStart('.').TrimStart('/')) : null,
            CompatibilityDate = WranglerMembers.Text(root["compatibility_date"]),
            CompatibilityFlags = [.. (root["compatibility_flags"] as JsonArray ?? []).Select(WranglerMembers.Text).OfType<string>()],
            DurableObjects = [.. bindings.DistinctBy(binding => binding.Name)],
            Variables = variables.ToDictionary(pair => pair.Key, pair => WranglerMembers.Text(pair.Value) ?? pair.Value!.ToJsonString(), StringComparer.Ordinal),
            JsonVariables = [.. variables.Where(pair => WranglerMembers.Text(pair.Value) is null).Select(pair => pair.Key)],
            AiBinding = WranglerMembers.Text((root["ai"] as JsonObject)?["binding"]),
            BundlerFlags = flags,
            Unsupported = unsupported,
        };
    }

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => (node as JsonArray ?? []).OfType<JsonObject>();

    [GeneratedRegex("^[A-Za-z_$][A-Za-z0-9_$]{0,63}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Identifier();
}
