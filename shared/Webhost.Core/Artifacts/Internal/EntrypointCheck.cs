using Webhost.Contracts.Errors;

namespace Webhost.Core.Artifacts.Internal;

/// <summary>Checks a manifest's entry point.</summary>
internal static class EntrypointCheck
{
    private const int Suggestions = 3;
    private static readonly EnumerationOptions Search = new() { RecurseSubdirectories = true, MaxRecursionDepth = 4, AttributesToSkip = FileAttributes.ReparsePoint };

    /// <summary>The entry point relative to the source, with forward slashes; null when there are problems.</summary>
    public static string? Normalize(string entrypoint, string sourceDirectory, IReadOnlyList<string> extensions, List<Problem> problems)
    {
        if (entrypoint.Any(char.IsControl) || entrypoint.Contains('\\', StringComparison.Ordinal) || entrypoint.Contains(':', StringComparison.Ordinal)
            || entrypoint.StartsWith('/') || entrypoint.Split('/').Contains("..", StringComparer.Ordinal))
        {
            problems.Add(new Problem("entrypoint", "The entry point must be a path inside the archive, relative to the manifest, with forward slashes: no '..', no drive, no leading '/'."));
            return null;
        }

        var normalized = string.Join('/', entrypoint.Split('/').Where(part => part is not ("" or ".")));
        var shown = ArchivePath.Show(normalized);
        if (extensions.Count > 0 && !extensions.Contains(Path.GetExtension(normalized), StringComparer.Ordinal))
        {
            problems.Add(new Problem("entrypoint", $"The entry point '{shown}' must end in one of: {string.Join(", ", extensions)}."));
            return null;
        }

        var file = new FileInfo(Path.Combine(sourceDirectory, normalized));
        if (!file.Exists)
        {
            problems.Add(new Problem("entrypoint", $"There is no file '{shown}' in the archive. {Suggest(sourceDirectory, Path.GetFileNameWithoutExtension(normalized), extensions)}"));
            return null;
        }

        if (file.LinkTarget is not null)
        {
            problems.Add(new Problem("entrypoint", $"The entry point '{shown}' is a link. Name the file itself."));
            return null;
        }

        return normalized;
    }

    private static string Suggest(string sourceDirectory, string stem, IReadOnlyList<string> extensions)
    {
        var candidates = Directory.EnumerateFiles(sourceDirectory, "*", Search)
            .Select(path => Path.GetRelativePath(sourceDirectory, path).Replace('\\', '/'))
            .Where(path => !path.Contains("node_modules/", StringComparison.Ordinal)
                && (extensions.Count == 0 || extensions.Contains(Path.GetExtension(path), StringComparer.Ordinal)))
            .OrderBy(path => string.Equals(Path.GetFileNameWithoutExtension(path), stem, StringComparison.OrdinalIgnoreCase) ? 0 : 1)
            .ThenBy(path => path.Count(character => character == '/'))
            .ThenBy(path => path, StringComparer.Ordinal)
            .Take(Suggestions)
            .Select(ArchivePath.Show)
            .ToList();
        return candidates.Count == 0 ? "Add it, or name the file that holds the agent." : $"Name the file that holds the agent; there are: {string.Join(", ", candidates)}.";
    }
}
