namespace Webhost.Bench.Processes;

/// <summary>Where the repository lies: the nearest directory above this program that holds <c>Webhost.sln</c>.</summary>
internal static class RepositoryRoot
{
    public static string Path { get; } = Find();

    /// <summary>The assembly of a project that was built as this program was.</summary>
    public static string Assembly(string project, string name)
    {
        DirectoryInfo own = new(AppContext.BaseDirectory);
        string path = System.IO.Path.Combine(Path, project, "bin", own.Parent!.Name, own.Name, name);
        return File.Exists(path) ? path : throw new InvalidOperationException($"{path} is missing: run this with './dev bench', which builds it.");
    }

    private static string Find()
    {
        for (DirectoryInfo? directory = new(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(directory.FullName, "Webhost.sln")))
                return directory.FullName;
        }

        throw new InvalidOperationException($"No directory above {AppContext.BaseDirectory} holds Webhost.sln: run this from a clone of the repository.");
    }
}
