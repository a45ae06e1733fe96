using System.Text.Json;

namespace Microsoft.Azure.Functions.Worker.Embedded;

/// <summary>What the embedded host reads from <c>host.json</c>, which lies beside the application.</summary>
internal sealed class HostJson
{
    private static readonly TimeSpan DefaultFunctionTimeout = TimeSpan.FromMinutes(30);

    private readonly JsonElement _root;

    private HostJson(JsonElement root, string path)
    {
        _root = root;
        FunctionTimeout = ReadFunctionTimeout(root, path);
    }

    /// <summary>How long an invocation may run; null without limit.</summary>
    public TimeSpan? FunctionTimeout { get; }

    /// <summary>What stands before each HTTP route, without slashes at its ends; may be empty.</summary>
    public string RoutePrefix =>
        Extension("http") is { } http && http.TryGetProperty("routePrefix", out JsonElement prefix) && prefix.ValueKind == JsonValueKind.String
            ? prefix.GetString()!.Trim('/')
            : "api";

    /// <summary>The folder of the application: the one that the host names, otherwise the one of the assembly.</summary>
    public static string ScriptRoot => Environment.GetEnvironmentVariable("FUNCTIONS_APPLICATION_DIRECTORY") is { Length: > 0 } folder
        ? folder
        : AppContext.BaseDirectory;

    /// <summary>Reads the file; one that is absent means all defaults, one that is malformed throws and is named.</summary>
    public static HostJson Load(string folder)
    {
        string path = Path.Combine(folder, "host.json");
        return Parse(File.Exists(path) ? File.ReadAllText(path) : "{}", path);
    }

    /// <summary>Reads the text of a file at <paramref name="path"/>.</summary>
    public static HostJson Parse(string json, string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return new(document.RootElement.Clone(), path);
        }
        catch (JsonException exception)
        {
            throw new InvalidOperationException($"{path} is not valid JSON: {exception.Message}", exception);
        }
    }

    /// <summary>The object <c>extensions.{name}</c>, if there is one.</summary>
    public JsonElement? Extension(string name) =>
        _root.ValueKind == JsonValueKind.Object
        && _root.TryGetProperty("extensions", out JsonElement extensions) && extensions.ValueKind == JsonValueKind.Object
        && extensions.TryGetProperty(name, out JsonElement extension) && extension.ValueKind == JsonValueKind.Object
            ? extension
            : null;

    private static TimeSpan? ReadFunctionTimeout(JsonElement root, string path)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("functionTimeout", out JsonElement value))
            return DefaultFunctionTimeout;
        string? text = value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText();
        if (text is "-1")
            return null;
        return TimeSpan.TryParse(text, out TimeSpan timeout) && timeout > TimeSpan.Zero
            ? timeout
            : throw new InvalidOperationException($"{path}: functionTimeout '{text}' is neither a positive time such as \"00:05:00\" nor \"-1\".");
    }
}
