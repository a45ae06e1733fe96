namespace Webhost.Local;

/// <summary>Where the repository lies.</summary>
internal static class RepositoryRoot
{
    /// <summary>The nearest directory above that holds <c>Webhost.sln</c>.</summary>
    public static string Find(string start)
    {
        for (var directory = new DirectoryInfo(start); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Webhost.sln")))
                return directory.FullName;
        }

        throw new StartException($"No directory above {start} holds Webhost.sln: run this from a clone of the repository.");
    }
}
