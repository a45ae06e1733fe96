using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Webhost.Core.Artifacts;
using Webhost.Core.Providers;
using Webhost.Core.Results;

namespace Webhost.Providers.Cloudflare.Building;

/// <summary>Bundles an entry point with the packages that it needs: the bundle's own, the platform's, or those of its lock file.</summary>
internal sealed partial class Bundler(Esbuild esbuild, NpmInstall npm, IOptions<BuildOptions> options)
{
    private const int MaximumNamed = 5;

    /// <summary>Failures: Invalid, DeploymentFailed.</summary>
    /// <param name="input">What is to be built.</param>
    /// <param name="flags">What the code's own configuration wants of the bundler.</param>
    /// <param name="cancellationToken">Ends the tools.</param>
    public async Task<Result<Bundle>> BundleAsync(BuildInput input, IReadOnlyList<string> flags, CancellationToken cancellationToken)
    {
        var vendored = new VendoredPackages(options.Value.VendoredPackagesPath.Length > 0 ? Path.GetFullPath(options.Value.VendoredPackagesPath) : string.Empty);
        var hasLockfile = new FileInfo(Path.Combine(input.SourceDirectory, Lockfile.FileName)) is { Exists: true, LinkTarget: null };
        var warnings = new List<string>();
        var contradictions = Directory.Exists(Path.Combine(input.SourceDirectory, "node_modules")) ? [] : Contradictions(input.SourceDirectory, vendored);

        string? installed = null;
        if (contradictions.Count > 0 && hasLockfile && npm.IsOn)
        {
            // The platform's versions are not the ones that the agent was written for, and its own can be had.
            var got = await npm.InstallAsync(input.SourceDirectory, input.Log, cancellationToken);
            if (!got.TryGet(out installed, out var failure))
            {
                return failure;
            }
        }
        else
        {
            warnings.AddRange(contradictions);
        }

        var (roots, run) = await RunAsync(input, flags, vendored, installed, "bundle", cancellationToken);
        var missing = MissingPackages.In(run.Messages);
        if (missing.Count > 0 && installed is null && hasLockfile && npm.IsOn)
        {
            var got = await npm.InstallAsync(input.SourceDirectory, input.Log, cancellationToken);
            if (!got.TryGet(out installed, out var failure))
            {
                return failure;
            }

            (roots, run) = await RunAsync(input, flags, vendored, installed, "bundle-again", cancellationToken);
            missing = MissingPackages.In(run.Messages);
        }

        if (missing.Count > 0)
        {
            return new Failure.DeploymentFailed(MissingPackages.Explain(missing, input.Manifest.Entrypoint, vendored, hasLockfile, MissingPackages.OtherLockfile(input.SourceDirectory), npm.IsOn));
        }

        if (run.Metafile is not { } metafile)
        {
            // Of a file outside nothing is told, not even whether it is there.
            var errors = run.Messages.Where(message => message.IsError && !BundlerMessages.LeadsOutside(message, roots)).ToList();
            if (run.Trouble is null && errors.Count == 0)
            {
                return Outside;
            }

            // An export that is not there may be one of another version.
            return new Failure.DeploymentFailed(run.Trouble ?? string.Join('\n', warnings.Prepend(Describe(errors, roots))));
        }

        if (Refuse(metafile, roots) is { } refusal)
        {
            return refusal;
        }

        if (metafile.Optional.Count > 0)
        {
            warnings.Add($"Not in the bundle, as {(metafile.Optional.Count == 1 ? "it was" : "they were")} not found and the code can do without: {string.Join(", ", metafile.Optional.Take(MaximumNamed))}{(metafile.Optional.Count > MaximumNamed ? ", …" : string.Empty)}.");
        }

        warnings.AddRange(run.Messages.Where(message => !message.IsError).Select(message => BundlerMessages.Format(message, roots)));
        return new Bundle(metafile, Path.Combine(input.WorkDirectory, installed is not null && Directory.Exists(Path.Combine(input.WorkDirectory, "bundle-again")) ? "bundle-again" : "bundle"), roots, warnings);
    }

    /// <summary>Bundles once more with names and lines left as they are.</summary>
    public async Task<string?> ReadAsync(Bundle bundle, AgentManifest manifest, IReadOnlyList<string> flags, string workDirectory, CancellationToken cancellationToken)
    {
        var directory = Directory.CreateDirectory(Path.Combine(workDirectory, "readable")).FullName;
        var run = await esbuild.RunAsync(bundle.Roots, manifest.Entrypoint, directory, flags, readable: true, cancellationToken);
        return run.Metafile is null ? null : await File.ReadAllTextAsync(Path.Combine(directory, Esbuild.Output), cancellationToken);
    }

    private async Task<(BundleRoots Roots, EsbuildRun Run)> RunAsync(BuildInput input, IReadOnlyList<string> flags, VendoredPackages vendored, string? installed, string folder, CancellationToken cancellationToken)
    {
        var roots = new BundleRoots(input.SourceDirectory, new[] { installed, vendored.Folder }.Where(path => !string.IsNullOrEmpty(path)).Select(path => path!));
        var directory = Directory.CreateDirectory(Path.Combine(input.WorkDirectory, folder)).FullName;
        var run = await esbuild.RunAsync(roots, input.Manifest.Entrypoint, directory, flags, readable: false, cancellationToken);
        if (run.Metafile is not null)
        {
            await NameWasmAsync(Path.Combine(directory, Esbuild.Output), cancellationToken);
        }

        return (roots, run);
    }

    // `x.wasm?module` is another way to say `x.wasm`; the bundler copies the file under its own name but leaves the query in the import. What follows stays at its column.
    private static async Task NameWasmAsync(string bundle, CancellationToken cancellationToken)
    {
        var code = await File.ReadAllTextAsync(bundle, cancellationToken);
        if (code.Contains(".wasm?module", StringComparison.Ordinal))
        {
            await File.WriteAllTextAsync(bundle, WasmImport().Replace(code, "${file}${quote}       "), cancellationToken);
        }
    }

    [GeneratedRegex(@"(?<file>\./module-[0-9A-Z]+\.wasm)\?module(?<quote>[""'`])", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex WasmImport();

    private List<string> Contradictions(string source, VendoredPackages vendored) =>
    [
        .. (PackageFile.Read(source)?.Dependencies ?? new Dictionary<string, string>(StringComparer.Ordinal))
            .Select(package => (package.Key, Range: package.Value, Version: vendored.VersionOf(package.Key)))
            .Where(package => package.Version is not null && VendoredPackages.Contradicts(package.Range, package.Version))
            .Select(package => $"package.json asks for {package.Key} {package.Range}, and the platform's {package.Version} is used. To use your own, {(npm.IsOn ? "pack the package-lock.json that 'npm install' makes" : "bundle the agent first")}."),
    ];

    private static string Describe(IReadOnlyList<BundlerMessage> messages, BundleRoots roots)
    {
        var errors = messages.Select(message => BundlerMessages.Format(message, roots)).Distinct(StringComparer.Ordinal).ToList();
        var text = new StringBuilder(errors.Count == 1 ? "The code could not be bundled." : $"The code could not be bundled: {errors.Count} errors.");
        foreach (var error in errors.Take(BundlerMessages.MaximumShown))
        {
            text.Append('\n').Append(error);
        }

        if (messages.Any(message => message.Text.StartsWith("No loader is configured for", StringComparison.Ordinal)))
        {
            text.Append("\nA file can be imported as text (.txt, .md, .html, .sql, .csv, .yaml), as what it holds (.json), as bytes (.bin) or as WebAssembly (.wasm): rename it to one of these, or name its ending in the 'rules' of a wrangler configuration, with the type \"Text\" or \"Data\".");
        }

        return text.ToString();
    }

    // Where it lies is this machine's business; what it holds was never shown.
    private static Failure Outside =>
        Failure.Invalid.At("entrypoint", "The code imports a file outside the archive. Put every file that the agent needs into the archive and import it by a relative path.");

    private static Failure? Refuse(Metafile metafile, BundleRoots roots)
    {
        if (metafile.Inputs.Any(path => !roots.Allows(path)) || metafile.Externals.Concat(metafile.Optional).Any(Esbuild.IsUnreadable))
        {
            return Outside;
        }

        var foreign = metafile.Externals
            .Where(path => !path.StartsWith("node:", StringComparison.Ordinal) && !path.StartsWith("cloudflare:", StringComparison.Ordinal))
            .Take(MaximumNamed)
            .ToList();
        return foreign.Count == 0
            ? null
            : new Failure.DeploymentFailed($"The code imports what the runtime can't load: {string.Join(", ", foreign)}. Install the packages and import them by name, instead of by address.");
    }
}
