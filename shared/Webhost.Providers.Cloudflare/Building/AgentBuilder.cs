using System.Diagnostics;
using System.IO.Compression;
using Microsoft.Extensions.Options;
using Webhost.Contracts.Errors;
using Webhost.Core.Artifacts;
using Webhost.Core.Providers;
using Webhost.Core.Results;

namespace Webhost.Providers.Cloudflare.Building;

/// <summary>Turns checked source into the archive of a Worker's modules: the customer's bundle, the shim, and the main module that ties them together.</summary>
internal sealed class AgentBuilder(Bundler bundler, IOptions<CloudflareOptions> options)
{
    private const string ArchiveName = "worker.zip";
    private const string ShimName = "shim.js";
    private const string AgentsFramework = "cloudflare-agents";
    private const string OldestCompatibility = "2025-05-01";

    // Node's modules for packages that want them, and the signal by which the shim hears that a caller has left.
    private static readonly string[] PlatformFlags = ["nodejs_compat", "enable_request_signal"];

    // What the platform needs switched off, and what no deployed Worker may use.
    private static readonly string[] RefusedFlags = ["no_nodejs_compat", "no_nodejs_compat_v2", "disable_request_signal", "experimental", "allow_insecure_inefficient_logged_eval"];

    private const int MaximumNamed = 5;

    public async Task<Result<BuildOutput>> BuildAsync(BuildInput input, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var warnings = new List<string>();
        WranglerConfig? wrangler;
        try
        {
            wrangler = WranglerConfigReader.Read(input.SourceDirectory, input.Manifest.Entrypoint);
        }
        catch (FormatException exception)
        {
            return Failure.Invalid.At("wrangler", exception.Message);
        }

        if (RefuseFlags(wrangler) is { } refused)
        {
            return refused;
        }

        var bundled = await bundler.BundleAsync(input, wrangler?.BundlerFlags ?? [], cancellationToken);
        if (!bundled.TryGet(out var bundle, out var failure))
        {
            return failure;
        }

        warnings.AddRange(bundle.Warnings);
        Advise(input.Manifest, wrangler, warnings);
        var framework = input.Manifest.Framework ?? (ImportsAgents(bundle) ? AgentsFramework : "custom");
        var found = await FindDurableObjectsAsync(input, bundle, wrangler, framework, cancellationToken);
        if (!found.TryGet(out var durableObjects, out failure) || (failure = CheckExports(input.Manifest, framework, bundle, durableObjects)) is not null)
        {
            return failure;
        }

        var compatibilityDate = CompatibilityDate(wrangler, warnings);
        var modules = await ReadModulesAsync(bundle, exportsClasses: durableObjects.Count > 0 || framework is AgentsFramework, cancellationToken);
        if (CheckSize(modules) is { } tooLarge)
        {
            return tooLarge;
        }

        var archive = Path.Combine(input.WorkDirectory, ArchiveName);
        await ModuleArchive.WriteAsync(archive, modules, cancellationToken);
        var bundleBytes = modules.First(module => module.Name is Esbuild.Output).Content.Length;
        input.Log($"Bundled {input.Manifest.Entrypoint}: {(bundleBytes + 1023) / 1024} KB from {bundle.Metafile.Inputs.Count} {(bundle.Metafile.Inputs.Count is 1 ? "file" : "files")} in {Esbuild.Elapsed(start)}.");
        if (durableObjects.Count > 0)
        {
            input.Log($"Durable Object classes: {string.Join(", ", durableObjects.Select(binding => binding.ClassName))}.");
        }

        return new BuildOutput
        {
            ArchivePath = archive,
            Warnings = warnings,
            Facts = new BuildFacts
            {
                MainModule = EntryModule.FileName,
                Framework = framework,
                CompatibilityDate = compatibilityDate,
                CompatibilityFlags =
                [
                    .. (wrangler?.CompatibilityFlags ?? []).Concat(PlatformFlags).Concat(NodeModules.Flags(compatibilityDate, wrangler?.CompatibilityFlags ?? [])).Distinct(StringComparer.Ordinal),
                ],
                DurableObjects = durableObjects,
                Variables = wrangler?.Variables ?? new Dictionary<string, string>(StringComparer.Ordinal),
                JsonVariables = wrangler?.JsonVariables ?? [],
                AiBinding = wrangler?.AiBinding,
                ShimHash = ShimScript.Hash,
                BundleBytes = bundleBytes,
                TotalBytes = modules.Sum(module => (long)module.Content.Length),
            }.ToDictionary(),
        };
    }

    /// <summary>The manifest's classes, or else the wrangler configuration's, or else, for the framework that lives by them, what the bundle's text says.</summary>
    private async Task<Result<IReadOnlyList<DurableObjectBinding>>> FindDurableObjectsAsync(BuildInput input, Bundle bundle, WranglerConfig? wrangler, string framework, CancellationToken cancellationToken)
    {
        if (input.Manifest.DurableObjects.Count > 0)
        {
            // A wrangler configuration beside the manifest may give the bindings other names, by which the code knows them.
            return input.Manifest.DurableObjects
                .Select(name => wrangler?.DurableObjects.FirstOrDefault(binding => string.Equals(binding.ClassName, name, StringComparison.Ordinal)) ?? new DurableObjectBinding(name, name))
                .ToList();
        }

        if (wrangler?.DurableObjects.Count > 0)
        {
            return wrangler.DurableObjects.ToList();
        }

        if (framework is not AgentsFramework)
        {
            return new List<DurableObjectBinding>();
        }

        var text = await bundler.ReadAsync(bundle, input.Manifest, wrangler?.BundlerFlags ?? [], input.WorkDirectory, cancellationToken);
        var classes = text is null ? [] : DurableObjectClasses.Find(text);
        return classes.Count > 0
            ? classes.Select(name => new DurableObjectBinding(name, name)).ToList()
            : Failure.Invalid.At("durableObjects", "No exported Durable Object class was found, and cloudflare-agents needs one. " +
                "Export it from the entry point and name it in agent.config.json: \"durableObjects\": [\"MyAgent\"]. If the code only uses a part of the package, set \"framework\": \"custom\".");
    }

    /// <summary>Whether code of the Agents SDK went into the bundle.</summary>
    private static bool ImportsAgents(Bundle bundle) => bundle.Metafile.Inputs.Any(path => path.Contains("node_modules/agents/", StringComparison.Ordinal));

    private static Failure? CheckExports(AgentManifest manifest, string framework, Bundle bundle, IReadOnlyList<DurableObjectBinding> durableObjects)
    {
        var exports = bundle.Metafile.Exports;
        var exported = exports.Count > 0 ? $"It exports: {string.Join(", ", exports)}." : "It exports nothing.";
        if (!exports.Contains("default") && (framework is AgentsFramework || !exports.Any(name => name is "invoke" or "graph")))
        {
            return Failure.Invalid.At("entrypoint", $"'{manifest.Entrypoint}' has no default export. {exported} Export an object with an invoke(request, context) or a fetch(request) method as default, or a graph of LangGraph as 'graph'.");
        }

        var problems = durableObjects.Where(binding => !exports.Contains(binding.ClassName))
            .Select(binding => new Problem("durableObjects", $"The Durable Object class '{binding.ClassName}' is not exported by '{manifest.Entrypoint}'. {exported} Export it there, or name the class that is meant."))
            .ToList();
        return problems.Count > 0 ? Failure.Invalid.All(problems) : null;
    }

    private static async Task<IReadOnlyList<WorkerModule>> ReadModulesAsync(Bundle bundle, bool exportsClasses, CancellationToken cancellationToken)
    {
        var modules = new List<WorkerModule>
        {
            new(EntryModule.FileName, EntryModule.Create(exportsClasses)),
            new(ShimName, ShimScript.Content),
            new(SourceLines.FileName, await ReadSourceLinesAsync(bundle, cancellationToken)),
        };
        foreach (var file in Directory.EnumerateFiles(bundle.Directory).Where(file => Path.GetFileName(file) != Esbuild.OutputMap))
        {
            modules.Add(new WorkerModule(Path.GetFileName(file), await File.ReadAllBytesAsync(file, cancellationToken)));
        }

        return modules;
    }

    private static async Task<byte[]> ReadSourceLinesAsync(Bundle bundle, CancellationToken cancellationToken)
    {
        var file = Path.Combine(bundle.Directory, Esbuild.OutputMap);
        var map = File.Exists(file) ? SourceMap.Parse(await File.ReadAllBytesAsync(file, cancellationToken)) : new SourceMap([], []);
        return SourceLines.Create(map, name => bundle.Roots.Show(Path.GetFullPath(name, bundle.Directory)));
    }

    private Failure? CheckSize(IReadOnlyList<WorkerModule> modules)
    {
        if (modules.Count > ModuleArchive.MaximumModules)
        {
            return new Failure.DeploymentFailed($"The bundle consists of {modules.Count:N0} modules, and at most {ModuleArchive.MaximumModules:N0} are taken. Import fewer WebAssembly and data files, or join them.");
        }

        var whole = modules.Sum(module => (long)module.Content.Length);
        if (whole > ModuleArchive.MaximumBytes)
        {
            return new Failure.DeploymentFailed($"The bundle takes {whole / 1024.0 / 1024.0:0.0} MB, and at most {ModuleArchive.MaximumBytes / 1024 / 1024} MB are taken. Leave out large packages and data.");
        }

        // What is small enough as it is need not be compressed to find out.
        var maximum = options.Value.MaximumScriptBytes;
        if (whole <= maximum || modules.Sum(CompressedLength) is var compressed && compressed <= maximum)
        {
            return null;
        }

        return new Failure.DeploymentFailed($"The bundle takes {compressed / 1024.0 / 1024.0:0.0} MB compressed, and the runtime takes at most {maximum / 1024.0 / 1024.0:0.#} MB. Leave out large packages and data.");
    }

    private static long CompressedLength(WorkerModule module)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(module.Content.Span);
        }

        return stream.Length;
    }

    private static Failure? RefuseFlags(WranglerConfig? wrangler) => wrangler?.CompatibilityFlags.Where(IsRefused).ToList() is { Count: > 0 } flags
        ? Failure.Invalid.At("wrangler", $"{wrangler.File} asks for compatibility flags that agents can't have here: {string.Join(", ", flags.Take(MaximumNamed))}. They are of Python Workers, experimental, or take away what the platform stands on. Leave them out.")
        : null;

    private static bool IsRefused(string flag) => RefusedFlags.Contains(flag, StringComparer.Ordinal) || flag.StartsWith("python_", StringComparison.Ordinal);

    private string CompatibilityDate(WranglerConfig? wrangler, List<string> warnings)
    {
        var present = options.Value.CompatibilityDate;
        if (wrangler?.CompatibilityDate is not { } asked || string.CompareOrdinal(asked, present) == 0)
        {
            return present;
        }

        if (!DateOnly.TryParseExact(asked, "yyyy-MM-dd", out _) || string.CompareOrdinal(asked, OldestCompatibility) < 0 || string.CompareOrdinal(asked, present) > 0)
        {
            warnings.Add($"{wrangler.File} asks for compatibility_date {asked}, and {present} is used: dates from {OldestCompatibility} to {present} are supported.");
            return present;
        }

        return asked;
    }

    private static void Advise(AgentManifest manifest, WranglerConfig? wrangler, List<string> warnings)
    {
        if (wrangler is null)
        {
            return;
        }

        if (wrangler.Main is { } main && !string.Equals(main, manifest.Entrypoint, StringComparison.Ordinal))
        {
            warnings.Add($"{wrangler.File} names '{main}' as main, and agent.config.json names '{manifest.Entrypoint}' as entrypoint: the latter is used.");
        }

        if (wrangler.Unsupported.Count > 0)
        {
            warnings.Add($"{wrangler.File} asks for what agents are not given here: {string.Join(", ", wrangler.Unsupported)}.");
        }
    }
}
