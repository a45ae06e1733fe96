namespace Webhost.Providers.Cloudflare.Building;

/// <summary>The folders that a bundle may take files from: the source, and packages that the platform gives it. Also shows paths without this machine's own.</summary>
internal sealed class BundleRoots
{
    private readonly string[] packages;

    /// <param name="source">The unpacked source.</param>
    /// <param name="packageFolders"><c>node_modules</c> folders, the first preferred.</param>
    public BundleRoots(string source, IEnumerable<string> packageFolders)
    {
        Source = RealPath.Of(source);
        packages = [.. packageFolders.Select(RealPath.Of)];
    }

    /// <summary>The source's real path; the bundler's working folder.</summary>
    public string Source { get; }

    /// <summary>The real paths of the package folders.</summary>
    public IReadOnlyList<string> Packages => packages;

    /// <summary>Whether a path, relative to the source or absolute, leads to a file that may be bundled.</summary>
    public bool Allows(string path)
    {
        var real = RealPath.Of(Path.GetFullPath(path, Source));
        return RealPath.IsWithin(real, Source) || packages.Any(folder => RealPath.IsWithin(real, folder));
    }

    /// <summary>A path as the customer knows it; null when it is none of theirs.</summary>
    public string? Show(string path)
    {
        var full = Path.GetFullPath(path, Source);
        if (RealPath.IsWithin(full, Source))
        {
            return Path.GetRelativePath(Source, full).Replace('\\', '/');
        }

        var folder = packages.FirstOrDefault(candidate => RealPath.IsWithin(full, candidate));
        return folder is null ? null : $"node_modules/{Path.GetRelativePath(folder, full).Replace('\\', '/')}";
    }

    /// <summary>A tool's text without this machine's folders.</summary>
    public string Clean(string text)
    {
        foreach (var folder in packages)
        {
            text = text.Replace(Path.GetRelativePath(Source, folder), "node_modules", StringComparison.Ordinal)
                .Replace(folder, "node_modules", StringComparison.Ordinal);
        }

        return text.Replace(Source + Path.DirectorySeparatorChar, string.Empty, StringComparison.Ordinal).Replace(Source, ".", StringComparison.Ordinal);
    }
}
