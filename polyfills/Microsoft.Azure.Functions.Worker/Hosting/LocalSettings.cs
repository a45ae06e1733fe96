using System.Text.Json;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>
/// Does what the Core Tools do on a developer's machine: the <c>Values</c> of <c>local.settings.json</c>, which lies beside the application, become
/// environment variables, unless a variable of the name is there already. Only where AZURE_FUNCTIONS_ENVIRONMENT is Development.
/// </summary>
internal static class LocalSettings
{
    public const string EnvironmentKey = "AZURE_FUNCTIONS_ENVIRONMENT";

    /// <summary>Applies the file in <paramref name="folder"/>, if there is one; one that is malformed throws and is named.</summary>
    public static void Apply(string folder)
    {
        string path = Path.Combine(folder, "local.settings.json");
        if (!string.Equals(Environment.GetEnvironmentVariable(EnvironmentKey), "Development", StringComparison.OrdinalIgnoreCase) || !File.Exists(path))
            return;
        foreach ((string name, string value) in Read(File.ReadAllText(path), path))
        {
            if (Environment.GetEnvironmentVariable(name) is null)
                Environment.SetEnvironmentVariable(name, value);
        }
    }

    /// <summary>The values in the text of a file at <paramref name="path"/>.</summary>
    public static IReadOnlyDictionary<string, string> Read(string json, string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (!document.RootElement.TryGetProperty("Values", out JsonElement values))
                return new Dictionary<string, string>(StringComparer.Ordinal);
            // An environment variable can't have ':' everywhere, so the sections of a name are parted with two underscores.
            return values.EnumerateObject().ToDictionary(
                property => property.Name.Replace(":", "__", StringComparison.Ordinal),
                property => property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString()! : property.Value.GetRawText(),
                StringComparer.Ordinal);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new InvalidOperationException($"{path} is not a valid settings file: {exception.Message}", exception);
        }
    }
}
