using System.Reflection;

namespace Webhost.Cli.Projects;

/// <summary>The samples, as they were when this command was built.</summary>
internal static class Templates
{
    private const string Prefix = "templates/";
    private const string Types = "types/webhost.d.ts";
    private static readonly Assembly Self = typeof(Templates).Assembly;

    /// <summary>The template that a beginner gets.</summary>
    public const string Usual = "echo";

    /// <summary>The names of all templates.</summary>
    public static IReadOnlyList<string> Names { get; } = ["echo", "session-notes", "tool-calling", "cloudflare-agents", "langgraph-js", "hono", "python-agent", "agentcore-sdk", "node-agent", "long-task"];

    /// <summary>The files of a template by their path. TypeScript ones get the types of the agent contract for the editor.</summary>
    public static IReadOnlyDictionary<string, byte[]> Files(string name)
    {
        var folder = $"{Prefix}{name}/";
        var files = Self.GetManifestResourceNames()
            .Where(resource => resource.StartsWith(folder, StringComparison.Ordinal))
            .ToDictionary(resource => resource[folder.Length..], Read, StringComparer.Ordinal);
        if (files.ContainsKey("tsconfig.json"))
        {
            files["webhost.d.ts"] = Read(Types);
        }

        return files;
    }

    private static byte[] Read(string resource)
    {
        using var stream = Self.GetManifestResourceStream(resource) ?? throw new InvalidOperationException($"The resource {resource} is missing from the build.");
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
