using System.Text.Json;
using System.Text.RegularExpressions;

namespace Webhost.Providers.Cloudflare.Building;

/// <summary>Checks a <c>package-lock.json</c> before anything is fetched for it.</summary>
internal static partial class Lockfile
{
    /// <summary>The file's name.</summary>
    public const string FileName = "package-lock.json";

    private const long MaximumBytes = 8 * 1024 * 1024;
    private const int MaximumShown = 5;

    // Of an older form npm fetches every package's description, to write it anew.
    private const int FirstVersion = 2;

    /// <summary>Null, or why nothing can be installed from it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="registry">The registry that packages come from; the public one is allowed too, since npm turns its addresses into the set one's.</param>
    public static string? Refuse(string path, Uri registry)
    {
        if (new FileInfo(path).Length > MaximumBytes)
        {
            return $"{FileName} is larger than {MaximumBytes / 1024 / 1024} MB.";
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path));
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("packages", out var packages) || packages.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("lockfileVersion", out var version) || version.ValueKind != JsonValueKind.Number || version.GetDouble() < FirstVersion)
            {
                return $"{FileName} is of a form before npm 7. Make it anew with 'npm install'.";
            }

            var refused = packages.EnumerateObject().Select(package => RefusePackage(package, registry)).OfType<string>().Take(MaximumShown).ToList();
            return refused.Count == 0 ? null : $"{FileName} names packages that are not installed here: {string.Join("; ", refused)}. Install them where you deploy from and pack node_modules (webhost deploy --include-node-modules), or bundle the agent first.";
        }
        catch (JsonException)
        {
            return $"{FileName} is not JSON.";
        }
        catch (InvalidOperationException)
        {
            // Texts are taken out of their escapes only when they are read.
            return $"A text of {FileName} holds half a character, such as '\\ud83d' alone. Make the file anew with 'npm install'.";
        }
    }

    private static string? RefusePackage(JsonProperty package, Uri registry)
    {
        // What the project itself asks for is in package.json too.
        if (package.Name.Length == 0)
        {
            return null;
        }

        var name = package.Name.Length > 100 ? package.Name[..100] : package.Name;
        if (package.Value.ValueKind != JsonValueKind.Object || !package.Name.StartsWith("node_modules/", StringComparison.Ordinal) || package.Name.Split('/').Contains("..", StringComparer.Ordinal))
        {
            return $"'{name}' (a folder of its own)";
        }

        if (IsTrue(package.Value, "link"))
        {
            return $"'{name}' (a link)";
        }

        if (DependencySpecs.Foreign(package.Value).FirstOrDefault() is { } foreign)
        {
            return $"'{name}' (its {foreign} is not from the registry)";
        }

        if (IsTrue(package.Value, "inBundle"))
        {
            return null;
        }

        if (!IsFromRegistry(package.Value, registry))
        {
            return $"'{name}' (not from the registry)";
        }

        return package.Value.TryGetProperty("integrity", out var integrity) && integrity.ValueKind == JsonValueKind.String ? null : $"'{name}' (without an integrity hash)";
    }

    private static bool IsFromRegistry(JsonElement package, Uri registry)
    {
        if (package.TryGetProperty("resolved", out var resolved))
        {
            return resolved.ValueKind == JsonValueKind.String && Uri.TryCreate(resolved.GetString(), UriKind.Absolute, out var uri) && IsRegistry(uri, registry);
        }

        // With omit-lockfile-registry-resolved npm writes no address for what comes from the registry, and takes name and version there.
        return package.TryGetProperty("version", out var version) && version.ValueKind == JsonValueKind.String && PlainVersion().IsMatch(version.GetString()!);
    }

    private static bool IsRegistry(Uri uri, Uri registry) =>
        (uri.Scheme == registry.Scheme && uri.Authority == registry.Authority)
        || (uri.Scheme is "https" && uri.Authority is "registry.npmjs.org");

    private static bool IsTrue(JsonElement package, string member) => package.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.True;

    [GeneratedRegex(@"^\d+\.\d+\.\d+([-+][0-9A-Za-z.+-]+)?$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PlainVersion();
}
