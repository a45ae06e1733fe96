namespace Webhost.Conventions.Tests.Sources;

/// <summary>The C# sources that people wrote.</summary>
internal static class SourceFile
{
    private static readonly string[] Foreign = ["bin", "obj", "node_modules", ".git", ".webhost", "TestResults"];

    /// <summary>The absolute paths of the sources below some of the root's folders.</summary>
    public static IEnumerable<string> Below(params IEnumerable<string> areas) => areas
        .Select(area => RepositoryRoot.Combine(area))
        .Where(Directory.Exists)
        .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
        .Where(file => !IsForeign(file));

    /// <summary>A path as people name it: from the root.</summary>
    public static string FromRoot(string file) => Path.GetRelativePath(RepositoryRoot.Path, file);

    /// <summary>Whether a file was built or installed rather than written here.</summary>
    public static bool IsForeign(string file) => FromRoot(file).Split(Path.DirectorySeparatorChar).Any(part => Foreign.Contains(part, StringComparer.Ordinal));
}
