using System.Text.Json;

namespace Webhost.Providers.Cloudflare.Building;

/// <summary>What matters here of a bundle's <c>package.json</c>.</summary>
/// <param name="Dependencies">Names and the versions asked for.</param>
internal sealed record PackageFile(IReadOnlyDictionary<string, string> Dependencies)
{
    private const long MaximumBytes = 1024 * 1024;

    /// <summary>The file at a root; null when there is none that can be read: a malformed one is the bundler's to report.</summary>
    public static PackageFile? Read(string root)
    {
        var file = new FileInfo(Path.Combine(root, "package.json"));
        if (file is not { Exists: true, LinkTarget: null, Length: <= MaximumBytes })
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(file.FullName));
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("dependencies", out var packages) && packages.ValueKind == JsonValueKind.Object
                ? new PackageFile(packages.EnumerateObject().Where(package => package.Value.ValueKind == JsonValueKind.String)
                    .DistinctBy(package => package.Name, StringComparer.Ordinal)
                    .ToDictionary(package => package.Name, package => package.Value.GetString()!, StringComparer.Ordinal))
                : new PackageFile(new Dictionary<string, string>(StringComparer.Ordinal));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The latter for half a character, such as '\ud83d' alone: texts are taken out of their escapes only when they are read.
            return null;
        }
    }
}
