namespace Webhost.Providers.AgentCore.Building;

/// <summary>The files of a bundle, without what nobody needs at run time.</summary>
internal static class SourceFiles
{
    private static readonly string[] LeftOut = [".git", "__pycache__", ".venv", "venv", ".pytest_cache", ".mypy_cache", ".ruff_cache"];
    private static readonly EnumerationOptions Shallow = new() { AttributesToSkip = FileAttributes.ReparsePoint };

    /// <summary>Names with forward slashes, relative to the source.</summary>
    public static IEnumerable<string> Of(string directory) => Below(directory).Select(path => Path.GetRelativePath(directory, path).Replace('\\', '/'));

    private static IEnumerable<string> Below(string directory)
    {
        foreach (var file in Directory.EnumerateFiles(directory, "*", Shallow))
        {
            if (!file.EndsWith(".pyc", StringComparison.Ordinal))
            {
                yield return file;
            }
        }

        foreach (var folder in Directory.EnumerateDirectories(directory, "*", Shallow).Where(path => !LeftOut.Contains(Path.GetFileName(path), StringComparer.Ordinal)))
        {
            foreach (var file in Below(folder))
            {
                yield return file;
            }
        }
    }
}
