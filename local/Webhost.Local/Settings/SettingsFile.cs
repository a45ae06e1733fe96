using System.Text.Json;

namespace Webhost.Local.Settings;

/// <summary>A settings file as the Functions tools have it: <c>{"IsEncrypted": false, "Values": {…}}</c>.</summary>
internal static class SettingsFile
{
    /// <summary>The values of a file; names are compared without case, as configuration does.</summary>
    public static IReadOnlyDictionary<string, string> Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path));
            if (document.RootElement.TryGetProperty("IsEncrypted", out var encrypted) && encrypted.ValueKind == JsonValueKind.True)
                throw new StartException($"{path} is encrypted: decrypt it with 'func settings decrypt'.");
            var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            foreach (var value in document.RootElement.GetProperty("Values").EnumerateObject())
                values[value.Name] = Text(path, value);
            return values;
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new StartException($"{path} is not a settings file: it must hold {{\"IsEncrypted\": false, \"Values\": {{…}}}}. {exception.Message}", exception);
        }
    }

    private static string Text(string path, JsonProperty value) => value.Value.ValueKind switch
    {
        JsonValueKind.String => value.Value.GetString()!,
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.Value.GetRawText(),
        _ => throw new StartException($"{path}: the value of '{value.Name}' must be a text."),
    };
}
