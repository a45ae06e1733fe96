namespace Webhost.Cli.Projects;

/// <summary>The files of a project that are deployed.</summary>
internal sealed class BundleFiles
{
    private readonly List<string> skippedLinks = [];
    private readonly List<string> skippedDevices = [];
    private List<BundleFile> files = [];

    private BundleFiles()
    {
    }

    /// <summary>The files in the order of their paths.</summary>
    public IReadOnlyList<BundleFile> Files => files;

    /// <summary>Symbolic links that were left out: to folders, to something outside of the project, or to what the rules keep at home.</summary>
    public IReadOnlyList<string> SkippedLinks => skippedLinks;

    /// <summary>What has no content and was left out: pipes, sockets and devices.</summary>
    public IReadOnlyList<string> SkippedDevices => skippedDevices;

    /// <summary>Finds the files below a folder that the rules let through.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="rules">What stays at home.</param>
    /// <param name="packages">Installed packages that take the place of every <c>node_modules</c> of the folder; null to take those as they are.</param>
    public static BundleFiles Collect(string root, IgnoreRules rules, InstalledPackages? packages = null)
    {
        var found = new BundleFiles();
        found.Visit(new DirectoryInfo(root), string.Empty, RealPath.Of(root) ?? root, rules, skipsPackages: packages is not null);
        foreach (var (place, folder) in packages?.Places ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            if (!rules.IgnoresBelow($"{place}/package.json"))
            {
                found.Visit(new DirectoryInfo(folder), place + "/", folder, rules, skipsPackages: true);
            }
        }

        found.files.Sort((one, other) => string.CompareOrdinal(one.Path, other.Path));
        return found;
    }

    /// <summary>The same files, but for what a choice makes of them.</summary>
    public BundleFiles With(Func<IReadOnlyList<BundleFile>, IReadOnlyList<BundleFile>> choice)
    {
        files = [.. choice(files)];
        return this;
    }

    private void Visit(DirectoryInfo folder, string prefix, string root, IgnoreRules rules, bool skipsPackages)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos())
        {
            var path = prefix + entry.Name;
            var isFolder = entry is DirectoryInfo;
            if ((skipsPackages && entry.Name is "node_modules") || rules.Ignores(path, isFolder))
            {
                continue;
            }

            if (entry.LinkTarget is not null)
            {
                AddLink(entry, path, root, rules);
            }
            else if (entry is DirectoryInfo inner)
            {
                Visit(inner, path + "/", root, rules, skipsPackages);
            }
            else
            {
                AddFile(path, entry.FullName);
            }
        }
    }

    private void AddFile(string path, string source)
    {
        if (RegularFile.Is(source))
        {
            files.Add(new BundleFile(path, source));
        }
        else
        {
            skippedDevices.Add(path);
        }
    }

    private void AddLink(FileSystemInfo link, string path, string root, IgnoreRules rules)
    {
        if (RealPath.Of(link.FullName) is { } target
            && File.Exists(target)
            && target.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            && !rules.IgnoresBelow(target[(root.Length + 1)..].Replace(Path.DirectorySeparatorChar, '/')))
        {
            AddFile(path, target);
        }
        else
        {
            skippedLinks.Add(path);
        }
    }
}
