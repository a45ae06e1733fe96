using System.Text.Json;
using System.Text.RegularExpressions;

namespace Webhost.Core.Artifacts;

/// <summary>Tells an agent's framework from its package files.</summary>
public static partial class FrameworkDetector
{
    private const long MaximumBytes = 1024 * 1024;

    // The first that is found wins: an agent framework says more than the web framework in front of it.
    private static readonly (string Package, string Framework)[] NodePackages =
    [
        ("agents", "cloudflare-agents"), ("@mastra/core", "mastra"), ("@langchain/langgraph", "langgraph"), ("@strands-agents/sdk", "strands"), ("hono", "hono"),
    ];

    private static readonly (string Package, string Framework)[] PythonPackages =
    [
        ("crewai", "crewai"), ("strands-agents", "strands"), ("langgraph", "langgraph"),
    ];

    private static readonly JsonDocumentOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>
    /// The framework that the package files nearest to the entry point name: those in its folder, else those of the folders above it, as in a repository of several
    /// packages. Null when none names one that is known, which says nothing of what the code imports.
    /// </summary>
    /// <param name="sourceDirectory">The archive's root.</param>
    /// <param name="entrypoint">Relative to it, checked, with forward slashes; empty for none.</param>
    public static string? Detect(string sourceDirectory, string entrypoint)
    {
        var folder = entrypoint;
        do
        {
            folder = Path.GetDirectoryName(folder) ?? string.Empty;
            if (DetectIn(Path.Combine(sourceDirectory, folder)) is { } nearest)
            {
                return nearest;
            }
        }
        while (folder.Length > 0);

        return null;
    }

    private static string? DetectIn(string folder)
    {
        var node = ReadNodePackages(Path.Combine(folder, "package.json"));
        var python = ReadPythonPackages(Path.Combine(folder, "requirements.txt"));
        var project = ReadPythonPackages(Path.Combine(folder, "pyproject.toml"));
        foreach (var (package, framework) in NodePackages)
        {
            if (node?.Contains(package) == true)
            {
                return framework;
            }
        }

        foreach (var (package, framework) in PythonPackages)
        {
            if (python?.Contains(package) == true || project?.Contains(package) == true)
            {
                return framework;
            }
        }

        return null;
    }

    private static HashSet<string>? ReadNodePackages(string path)
    {
        if (ReadText(path) is not { } text)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(text, Options);
            var names = new HashSet<string>(StringComparer.Ordinal);
            foreach (var member in (string[])["dependencies", "devDependencies", "peerDependencies"])
            {
                if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(member, out var packages) && packages.ValueKind == JsonValueKind.Object)
                {
                    names.UnionWith(packages.EnumerateObject().Select(package => package.Name));
                }
            }

            return names;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Not JSON, or a name in it holds half a character. Whether a broken package.json matters is for the build to say.
            return null;
        }
    }

    private static HashSet<string>? ReadPythonPackages(string path) => ReadText(path) is { } text
        ? [.. PythonRequirement().Matches(text).Select(match => match.Groups["name"].Value.Replace('_', '-').ToLowerInvariant())]
        : null;

    private static string? ReadText(string path)
    {
        var file = new FileInfo(path);
        return file is { Exists: true, LinkTarget: null, Length: <= MaximumBytes } ? File.ReadAllText(path) : null;
    }

    /// <summary>A requirement at a line's start or as a quoted list entry, as in both files.</summary>
    [GeneratedRegex("""^[ \t]*["']?(?<name>[A-Za-z0-9][A-Za-z0-9._-]*)|["'](?<name>[A-Za-z0-9][A-Za-z0-9._-]*)""", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PythonRequirement();
}
