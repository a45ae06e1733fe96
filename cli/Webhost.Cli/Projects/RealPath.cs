namespace Webhost.Cli.Projects;

/// <summary>Where a path really leads: each symbolic link on the way is followed, as the system does when it opens a file.</summary>
internal static class RealPath
{
    private const int MostLinks = 40;

    /// <summary>The path without links, absolute as it was given; null if they lead in a circle.</summary>
    public static string? Of(string path)
    {
        var real = Path.GetPathRoot(path)!;
        var rest = new Stack<string>(LastFirst(path));
        for (var links = 0; rest.TryPop(out var part);)
        {
            var next = Path.GetFullPath(Path.Combine(real, part));
            FileSystemInfo entry = Directory.Exists(next) ? new DirectoryInfo(next) : new FileInfo(next);
            if (entry.LinkTarget is not { } target)
            {
                real = next;
                continue;
            }

            if (links++ == MostLinks)
            {
                return null;
            }

            real = Path.GetPathRoot(target) is { Length: > 0 } root ? root : real;
            foreach (var step in LastFirst(target))
            {
                rest.Push(step);
            }
        }

        return real;
    }

    private static IEnumerable<string> LastFirst(string path) =>
        path[Path.GetPathRoot(path)!.Length..].Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries).Reverse();
}
