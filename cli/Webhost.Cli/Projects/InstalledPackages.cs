using System.Text.Json;
using Webhost.Cli.Shell;
using Webhost.Contracts.Errors;

namespace Webhost.Cli.Projects;

/// <summary>
/// The installed packages of a project whose package manager links them: pnpm and bun to their stores, workspaces to their members and to what lies in the folders above. An
/// archive holds no links, so the packages are laid out anew, as npm does it: each dependency in the outermost <c>node_modules</c> that leaves everybody with the one that they had.
/// </summary>
internal sealed class InstalledPackages
{
    private const string Modules = "node_modules";

    // Beyond it packages need other versions of each other in a circle, which only links can express.
    private const int MostNested = 12;

    private readonly Dictionary<string, string> places = new(StringComparer.Ordinal);
    private readonly SortedSet<string> missing = new(StringComparer.Ordinal);
    private bool linked;

    private InstalledPackages()
    {
    }

    /// <summary>The real folder of each package, by its place in the archive, with forward slashes.</summary>
    public IReadOnlyDictionary<string, string> Places => places;

    /// <summary>What the project's own <c>package.json</c> asks for and was not installed, in order.</summary>
    public IReadOnlyCollection<string> Missing => missing;

    /// <summary>Whether the packages have to be laid out anew; otherwise they lie in the project as plain folders, and go as they are.</summary>
    public bool AreLinked => linked;

    /// <summary>Finds what a project and the package that holds its entry point depend on, without what they need for development alone.</summary>
    /// <param name="folder">The project's folder.</param>
    /// <param name="entrypoint">The entry point, relative to it; null when that is not known.</param>
    public static InstalledPackages Of(string folder, string? entrypoint)
    {
        var found = new InstalledPackages();
        var root = RealPath.Of(folder) ?? folder;
        var waiting = new Queue<(string Place, string Folder)>();
        foreach (var importer in Importers(root, entrypoint))
        {
            found.Place(importer, Path.Combine(root, importer), waiting, isOwn: true);
        }

        // The nearest first, so that what the project itself asks for takes the outermost places.
        while (waiting.TryDequeue(out var package))
        {
            found.Place(package.Place, package.Folder, waiting, isOwn: false);
        }

        return found;
    }

    /// <summary>The folders, relative to the project, whose <c>package.json</c> says what the code imports.</summary>
    private static IEnumerable<string> Importers(string root, string? entrypoint)
    {
        yield return string.Empty;
        for (var folder = Path.GetDirectoryName(entrypoint ?? string.Empty); !string.IsNullOrEmpty(folder); folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(root, folder, "package.json")))
            {
                yield return folder.Replace(Path.DirectorySeparatorChar, '/');
                yield break;
            }
        }
    }

    private void Place(string place, string folder, Queue<(string Place, string Folder)> waiting, bool isOwn)
    {
        foreach (var (name, isNeeded) in Dependencies(folder))
        {
            if (Find(folder, name) is not { } installed)
            {
                if (isOwn && isNeeded)
                {
                    missing.Add(name);
                }

                continue;
            }

            var (target, isLinked) = installed;
            var present = PresentAt(place, name);
            if (string.Equals(present, target, StringComparison.Ordinal))
            {
                continue;
            }

            linked |= isLinked || (isOwn && !target.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal));
            var own = Join(present is null ? string.Empty : place, $"{Modules}/{name}");
            if (own.Split('/').Count(part => part is Modules) > MostNested)
            {
                throw CliException.Local(ErrorCode.InvalidRequest, $"The installed packages need different versions of each other in a circle, at {name}, and can't be packed without links.", "Bundle the agent into one file first, for example with esbuild.", ExitCode.Failed);
            }

            places[own] = target;
            waiting.Enqueue((own, target));
        }
    }

    /// <summary>The package that code at a place of the archive would get by a name; null when there is none yet.</summary>
    private string? PresentAt(string place, string name)
    {
        for (var folder = place; ; folder = folder.LastIndexOf('/') is >= 0 and var slash ? folder[..slash] : string.Empty)
        {
            if (places.TryGetValue(Join(folder, $"{Modules}/{name}"), out var target))
            {
                return target;
            }

            if (folder.Length == 0)
            {
                return null;
            }
        }
    }

    /// <summary>Where a name leads from a folder, as Node.js looks for it.</summary>
    private static (string Folder, bool IsLinked)? Find(string from, string name)
    {
        for (var folder = from; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var candidate = Path.Combine(folder, Modules, name);
            if (Directory.Exists(candidate) && RealPath.Of(candidate) is { } real && IsPackage(real, name))
            {
                return (real, !string.Equals(real, candidate, StringComparison.Ordinal));
            }
        }

        return null;
    }

    /// <summary>A link may lead anywhere; what is packed is a package, in a package manager's folder or of the name that was asked for.</summary>
    private static bool IsPackage(string folder, string name) =>
        Read(folder) is { } package
        && (folder.Split(Path.DirectorySeparatorChar).Contains(Modules, StringComparer.Ordinal) || (package.TryGetProperty("name", out var own) && own.ValueKind == JsonValueKind.String && own.ValueEquals(name)));

    private static IEnumerable<(string Name, bool IsNeeded)> Dependencies(string folder)
    {
        if (Read(folder) is not { } package)
        {
            return [];
        }

        var optional = Names(package, "optionalDependencies").Concat(Names(package, "peerDependencies")).ToList();
        return Names(package, "dependencies").Except(optional, StringComparer.Ordinal).Select(name => (name, true))
            .Concat(optional.Select(name => (name, false)))
            .Where(dependency => dependency.Item1.Split('/') is { Length: <= 2 } parts && parts.All(part => part is not ("" or "." or "..")))
            .DistinctBy(dependency => dependency.Item1, StringComparer.Ordinal);
    }

    private static IEnumerable<string> Names(JsonElement package, string member) =>
        package.TryGetProperty(member, out var names) && names.ValueKind == JsonValueKind.Object ? names.EnumerateObject().Select(name => name.Name) : [];

    private static JsonElement? Read(string folder)
    {
        var file = Path.Combine(folder, "package.json");
        try
        {
            RegularFile.Require(file);
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (Exception failure) when (failure is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string Join(string folder, string path) => folder.Length == 0 ? path : $"{folder}/{path}";
}
