namespace Webhost.Providers.Cloudflare.Building;

/// <summary>Where a path leads once every link in it is followed.</summary>
internal static class RealPath
{
    private const int MaximumLinks = 40;

    /// <summary>The path without links; parts that don't exist are kept as they are.</summary>
    public static string Of(string path)
    {
        var links = 0;
        return Resolve(Path.GetFullPath(path), ref links);
    }

    /// <summary>Whether a real path is a real folder or lies below it.</summary>
    public static bool IsWithin(string path, string folder) =>
        string.Equals(path, folder, StringComparison.Ordinal)
        || (path.StartsWith(folder, StringComparison.Ordinal) && (folder.EndsWith(Path.DirectorySeparatorChar) || path[folder.Length] == Path.DirectorySeparatorChar));

    private static string Resolve(string path, ref int links)
    {
        var parent = Path.GetDirectoryName(path);
        if (parent is null)
        {
            return path;
        }

        var real = Path.Combine(Resolve(parent, ref links), Path.GetFileName(path));
        var target = new FileInfo(real).LinkTarget;
        if (target is null)
        {
            return real;
        }

        return ++links > MaximumLinks
            ? throw new IOException("There are too many links in a path.")
            : Resolve(Path.GetFullPath(target, Path.GetDirectoryName(real)!), ref links);
    }
}
