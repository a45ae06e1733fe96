using System.Xml.Linq;

namespace Webhost.Conventions.Tests.Projects;

/// <summary>A project of the repository: its folder from the root, and what its file names.</summary>
internal sealed record Project
{
    /// <summary>The project's name, which is its file's.</summary>
    public required string Name { get; init; }

    /// <summary>The top folder that it lies in: <c>shared</c>, <c>functions</c>, <c>tests</c> …</summary>
    public required string Area { get; init; }

    /// <summary>The files of the projects that it references by path, from the root.</summary>
    public required IReadOnlyList<string> References { get; init; }

    /// <summary>The packages that it references as packages.</summary>
    public required IReadOnlyList<string> Packages { get; init; }

    /// <summary>The packages that have a stand-in.</summary>
    public required IReadOnlyList<string> OfficialPackages { get; init; }

    /// <summary>All projects of the work tree.</summary>
    public static IReadOnlyList<Project> All { get; } =
    [
        .. Directory.EnumerateFiles(RepositoryRoot.Path, "*.csproj", SearchOption.AllDirectories).Where(file => !Sources.SourceFile.IsForeign(file)).Select(Read),
    ];

    /// <summary>The projects of an area.</summary>
    public static IEnumerable<Project> In(params IEnumerable<string> areas) => All.Where(project => areas.Contains(project.Area, StringComparer.Ordinal));

    /// <summary>The area of a referenced project's file.</summary>
    public static string AreaOf(string file) => file.Split('/')[0];

    /// <summary>The name of a referenced project.</summary>
    public static string NameOf(string file) => Path.GetFileNameWithoutExtension(file);

    private static Project Read(string file)
    {
        var document = XDocument.Load(file);
        var folder = Path.GetDirectoryName(file)!;
        return new Project
        {
            Name = NameOf(file),
            Area = AreaOf(FromRoot(file)),
            References = [.. Included(document, "ProjectReference").Select(path => FromRoot(Path.GetFullPath(Path.Combine(folder, path.Replace('\\', '/')))))],
            Packages = [.. Included(document, "PackageReference")],
            OfficialPackages = [.. Included(document, "OfficialPackage")],
        };
    }

    private static IEnumerable<string> Included(XDocument document, string item) =>
        document.Descendants(item).Select(element => element.Attribute("Include")?.Value).OfType<string>();

    private static string FromRoot(string file) => Path.GetRelativePath(RepositoryRoot.Path, file).Replace('\\', '/');
}
