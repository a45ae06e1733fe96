using System.Text.Json;
using Webhost.Core.Results;

namespace Webhost.Providers.Cloudflare.Building;

/// <summary>What matters here of a bundle's <c>package.json</c>.</summary>
/// <param name="Dependencies">Names and the versions asked for.</param>
internal sealed record PackageFile(IReadOnlyDictionary<string, string> Dependencies)
{
    /// <summary>The file's name.</summary>
    public const string FileName = "package.json";

    private const long MaximumBytes = 1024 * 1024;
    private const int MaximumShown = 5;

    // All that an installation needs. What else the file may say, such as which package manager its developers use, is not npm's business here.
    private static readonly string[] Installed = ["name", "version", .. DependencySpecs.Maps, "peerDependenciesMeta", "overrides"];

    /// <summary>The file at a root; null when there is none that can be read: a malformed one is the bundler's to report.</summary>
    public static PackageFile? Read(string root)
    {
        var file = new FileInfo(Path.Combine(root, FileName));
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

    /// <summary>What npm is to install from; Invalid when it can't be read or asks for what is not at the registry.</summary>
    public static Result<byte[]> ForInstall(string path)
    {
        if (new FileInfo(path).Length > MaximumBytes)
        {
            return Failure.Invalid.At(FileName, $"{FileName} is larger than {MaximumBytes / 1024 / 1024} MB.");
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path));
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return Failure.Invalid.At(FileName, $"{FileName} must hold a JSON object.");
            }

            var foreign = DependencySpecs.Foreign(document.RootElement).Take(MaximumShown).ToList();
            return foreign.Count == 0
                ? Write(document.RootElement)
                : Failure.Invalid.At(FileName, $"{FileName} asks for packages by an address, a repository or a path, and only versions of the registry are installed here: {string.Join(", ", foreign)}. Install them where you deploy from and pack node_modules (webhost deploy --include-node-modules), or bundle the agent first.");
        }
        catch (JsonException)
        {
            return Failure.Invalid.At(FileName, $"{FileName} is not JSON.");
        }
        catch (InvalidOperationException)
        {
            // Texts are taken out of their escapes only when they are read.
            return Failure.Invalid.At(FileName, $"A text of {FileName} holds half a character, such as '\\ud83d' alone. Write the whole character.");
        }
    }

    private static byte[] Write(JsonElement package)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            foreach (var member in package.EnumerateObject().Where(member => Installed.Contains(member.Name, StringComparer.Ordinal)))
            {
                member.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return stream.ToArray();
    }
}
