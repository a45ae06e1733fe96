using System.Text.Json;
using System.Text.RegularExpressions;

namespace Webhost.Cli.Projects;

/// <summary>Guesses the entry file of a project that has no manifest yet, for the one that is proposed.</summary>
internal static partial class EntrypointGuess
{
    private static readonly string[] Usual =
        ["src/index.ts", "src/index.tsx", "src/server.ts", "src/agent.ts", "src/index.js", "index.ts", "agent.ts", "index.js", "index.mjs", "main.py", "agent.py", "src/main.py"];

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The path relative to the folder, with forward slashes; null when nothing looks like an entry file.</summary>
    public static string? In(string folder)
    {
        string?[] named =
        [
            Text(Json(folder, "wrangler.jsonc"), "main"), Text(Json(folder, "wrangler.json"), "main"), TomlMain(folder),
            Graph(Json(folder, "langgraph.json")), Text(Json(folder, "package.json"), "main"),
        ];
        return named.Select(Normal).Concat(Usual).FirstOrDefault(path => path is not null && IsCode(path) && File.Exists(Path.Combine(folder, path)));
    }

    private static bool IsCode(string path) => Path.GetExtension(path) is ".ts" or ".tsx" or ".js" or ".mjs" or ".jsx" or ".py" && !path.Split('/').Contains("..", StringComparer.Ordinal);

    private static string? Normal(string? path) => path is null || Path.IsPathRooted(path) ? null : path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path;

    /// <summary>LangGraph's own configuration names graphs as <c>./src/graph.ts:graph</c>.</summary>
    private static string? Graph(JsonElement? configuration) =>
        configuration is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("graphs", out var graphs) && graphs.ValueKind == JsonValueKind.Object
            ? graphs.EnumerateObject().Where(graph => graph.Value.ValueKind == JsonValueKind.String).Select(graph => graph.Value.GetString()!.Split(':')[0]).FirstOrDefault()
            : null;

    private static string? TomlMain(string folder) => Read(folder, "wrangler.toml") is { } text && TomlEntry().Match(text) is { Success: true } main ? main.Groups["path"].Value : null;

    private static string? Text(JsonElement? root, string member) =>
        root is { ValueKind: JsonValueKind.Object } element && element.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static JsonElement? Json(string folder, string name)
    {
        try
        {
            return Read(folder, name) is { } text ? JsonDocument.Parse(text, Lenient).RootElement : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Read(string folder, string name)
    {
        try
        {
            var file = Path.Combine(folder, name);
            RegularFile.Require(file);
            return File.ReadAllText(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [GeneratedRegex("""^\s*main\s*=\s*["'](?<path>[^"']+)["']""", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TomlEntry();
}
