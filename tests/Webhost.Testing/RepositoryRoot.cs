namespace Webhost.Testing;

/// <summary>Where the repository lies, found from the test's own binaries.</summary>
public static class RepositoryRoot
{
    private static readonly Lazy<string> Root = new(Find);

    /// <summary>The absolute path of the repository's root.</summary>
    /// <exception cref="DirectoryNotFoundException">The tests do not run from inside a work tree.</exception>
    public static string Path => Root.Value;

    /// <summary>An absolute path below the root.</summary>
    public static string Combine(params ReadOnlySpan<string> parts)
    {
        var path = Path;
        foreach (var part in parts)
            path = System.IO.Path.Combine(path, part);
        return path;
    }

    /// <summary>A file of the root's <c>node_modules</c>.</summary>
    /// <exception cref="FileNotFoundException">The npm packages are not installed; the message says how to install them.</exception>
    public static string NodeModule(params ReadOnlySpan<string> parts)
    {
        var path = Combine("node_modules");
        foreach (var part in parts)
            path = System.IO.Path.Combine(path, part);
        return File.Exists(path)
            ? path
            : throw new FileNotFoundException($"{path} is missing: run ./dev up, or npm ci at the repository's root.", path);
    }

    private static string Find()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(directory.FullName, "Webhost.sln")))
                return directory.FullName;
        }
        throw new DirectoryNotFoundException($"No directory above {AppContext.BaseDirectory} holds Webhost.sln.");
    }
}
