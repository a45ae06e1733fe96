using System.Text.Json;
using Webhost.Contracts.Errors;
using Webhost.Core.Results;

namespace Webhost.Providers.AgentCore.Building;

/// <summary>Looks whether a Node bundle brings along what it needs: AgentCore installs nothing.</summary>
internal static class NodeBundle
{
    private const string Manifest = "package.json";
    private const string Modules = "node_modules";
    private const long MaximumBytes = 1024 * 1024;

    private static readonly JsonDocumentOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Null, or which packages are named in package.json and not there.</summary>
    public static Failure? Check(string directory)
    {
        var file = new FileInfo(Path.Combine(directory, Manifest));
        if (!file.Exists || file.Length > MaximumBytes)
        {
            return null;
        }

        List<string> missing;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file.FullName), Options);
            missing = document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("dependencies", out var dependencies) && dependencies.ValueKind == JsonValueKind.Object
                ? [.. dependencies.EnumerateObject().Select(member => member.Name).Where(name => !Directory.Exists(Path.Combine(directory, Modules, name))).Order(StringComparer.Ordinal)]
                : [];
        }
        catch (JsonException exception)
        {
            return Failure.Invalid.At(Manifest, $"{Manifest} is not JSON: there is a mistake in line {exception.LineNumber + 1}.");
        }
        catch (InvalidOperationException)
        {
            return Failure.Invalid.At(Manifest, $"A name in {Manifest} holds half a character, such as '\\ud83d' alone. Write the whole character.");
        }

        return missing.Count == 0 ? null : Failure.Invalid.All([new Problem(
            Manifest,
            $"{(missing.Count == 1 ? "A package is" : $"{missing.Count} packages are")} named in {Manifest} and not in the archive: {string.Join(", ", missing)}. AgentCore installs nothing: pack {Modules} after 'npm ci --omit=dev', " +
            "or bundle the agent first, for example with 'npx esbuild src/index.ts --bundle --platform=node --outfile=index.js', and take the packages out of 'dependencies'.")]);
    }

    /// <summary>Whether the code, as far as it can be seen, answers where AgentCore asks.</summary>
    public static bool Serves(string text) =>
        text.Contains("bedrock-agentcore", StringComparison.Ordinal) || text.Contains("8080", StringComparison.Ordinal);
}
