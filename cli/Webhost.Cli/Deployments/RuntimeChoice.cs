using Webhost.Cli.Projects;
using Webhost.Cli.Shell;
using Webhost.Contracts.Errors;

namespace Webhost.Cli.Deployments;

/// <summary>The manifest that a deployment goes by: the folder's own, or with <c>--runtime</c> the one that it has for that runtime.</summary>
/// <param name="Manifest">The manifest.</param>
/// <param name="FileName">The file that it was read from.</param>
internal sealed record RuntimeChoice(Manifest Manifest, string FileName)
{
    /// <summary>Reads the manifest for a runtime; null for the folder's own.</summary>
    public static RuntimeChoice Read(string folder, string? runtime)
    {
        if (runtime is null)
        {
            return new RuntimeChoice(Manifest.Read(folder), Manifest.FileName);
        }

        var own = Manifest.FileNameFor(runtime);
        var file = File.Exists(Path.Combine(folder, own)) ? own : Manifest.FileName;
        var manifest = Manifest.Read(folder, file);
        return string.Equals(manifest.Runtime, runtime, StringComparison.Ordinal)
            ? new RuntimeChoice(manifest, file)
            : throw CliException.Local(
                ErrorCode.InvalidRequest,
                $"{file} is for the runtime '{manifest.Runtime}', not for '{runtime}'.",
                file == own ? $"Set its \"runtime\" to \"{runtime}\"." : $"Write {own} beside it for the code that runs there, or set its \"runtime\" to \"{runtime}\".",
                ExitCode.Failed);
    }

    /// <summary>The files to pack: the chosen manifest under the name that the server knows, and none for other runtimes.</summary>
    public IReadOnlyList<BundleFile> Pack(IReadOnlyList<BundleFile> files)
    {
        if (FileName is Manifest.FileName)
        {
            return files;
        }

        var chosen = files.First(file => string.Equals(file.Path, FileName, StringComparison.Ordinal));
        return
        [
            .. files.Where(file => file != chosen && file.Path is not Manifest.FileName).Append(chosen with { Path = Manifest.FileName }).OrderBy(file => file.Path, StringComparer.Ordinal),
        ];
    }
}
