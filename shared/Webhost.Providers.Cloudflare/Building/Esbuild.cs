using System.Diagnostics;
using Microsoft.Extensions.Options;

namespace Webhost.Providers.Cloudflare.Building;

/// <summary>Runs the native esbuild binary with the flags that <c>shim-worker/vendor/esbuild-flags.txt</c> lists.</summary>
internal sealed class Esbuild(IOptions<BuildOptions> options)
{
    /// <summary>The bundle's file name.</summary>
    public const string Output = "agent.js";

    /// <summary>The file name of its source map. There is none when a map that came with the code could not be read.</summary>
    public const string OutputMap = Output + ".map";

    // Reading these may never end. They stay imports, for which the bundle is refused.
    private static readonly string[] Unreadable = ["/proc/", "/dev/", "/sys/"];

    private const string MetafileName = "meta.json";

    private static readonly string[] Flags = EmbeddedFiles.ReadText("esbuild-flags.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static readonly string[] ReadableFlags =
        [.. Flags.Where(flag => !flag.StartsWith("--minify", StringComparison.Ordinal) && !flag.StartsWith("--keep-names", StringComparison.Ordinal))];

    // What files hold stays out of the map.
    private static readonly string[] MapFlags =
    [
        "--sourcemap=external", "--sources-content=false", "--log-override:missing-source-map=silent", "--log-override:sections-in-source-map=silent",
        "--log-override:invalid-source-mappings=silent", "--log-override:unsupported-source-map-comment=silent", "--log-override:invalid-source-url=silent",
    ];

    /// <summary>Bundles an entry point into <paramref name="outputDirectory"/>.</summary>
    /// <param name="roots">Where files may come from.</param>
    /// <param name="entrypoint">Relative to the source.</param>
    /// <param name="outputDirectory">An empty folder.</param>
    /// <param name="own">Flags that the code's own configuration wants.</param>
    /// <param name="readable">Leaves names and lines as they are, for reading by <see cref="DurableObjectClasses"/>.</param>
    /// <param name="cancellationToken">Ends the bundler.</param>
    public async Task<EsbuildRun> RunAsync(BundleRoots roots, string entrypoint, string outputDirectory, IReadOnlyList<string> own, bool readable, CancellationToken cancellationToken)
    {
        if (readable)
        {
            return await RunAsync(roots, entrypoint, outputDirectory, [.. ReadableFlags, .. own], cancellationToken);
        }

        // With a map the bundler also reads those that come with the code, which may be broken, lie anywhere or take memory: that is no reason to refuse the code.
        var run = await RunAsync(roots, entrypoint, outputDirectory, [.. Flags, .. own, .. MapFlags], cancellationToken);
        return run is { Metafile: null, TimedOut: false } && (run.Messages.Any(IsOfMap) || !run.Messages.Any(message => message.IsError))
            ? await RunAsync(roots, entrypoint, outputDirectory, [.. Flags, .. own], cancellationToken)
            : run;
    }

    /// <summary>Whether an import that stays one does so because what it leads to must not be read. The bundler may have made its path a relative one.</summary>
    public static bool IsUnreadable(string import) =>
        (import.StartsWith('/') || import.StartsWith("../", StringComparison.Ordinal))
        && Unreadable.Any(folder => $"/{import.TrimStart('.', '/')}".StartsWith(folder, StringComparison.Ordinal));

    private static bool IsOfMap(BundlerMessage message) => message.Notes.Append(message.Text).Any(text => text.Contains("source map", StringComparison.OrdinalIgnoreCase));

    private async Task<EsbuildRun> RunAsync(BundleRoots roots, string entrypoint, string outputDirectory, IEnumerable<string> flags, CancellationToken cancellationToken)
    {
        var metafile = Path.Combine(outputDirectory, "..", $"{Path.GetFileName(outputDirectory)}-{MetafileName}");
        var outcome = await new BuildProcess
        {
            Tool = Path.GetFullPath(options.Value.EsbuildPath),
            Arguments =
            [
                $"./{entrypoint}", $"--outfile={Path.Combine(outputDirectory, Output)}", $"--metafile={metafile}", "--log-level=warning", "--color=false",
                $"--log-limit={BundlerMessages.MaximumShown}", "--asset-names=module-[hash]", .. Unreadable.Select(folder => $"--external:{folder}*"),
                .. flags,
            ],
            WorkingDirectory = roots.Source,
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["NODE_PATH"] = string.Join(Path.PathSeparator, roots.Packages) },
            Timeout = options.Value.BundleTimeout,
            MemoryMegabytes = options.Value.BundleMemoryMegabytes,
        }.RunAsync(cancellationToken);

        var messages = BundlerMessages.Parse(outcome.Output);
        if (outcome.TimedOut)
        {
            return new EsbuildRun(Metafile: null, messages, $"The bundler did not finish within {options.Value.BundleTimeout.TotalSeconds:0} seconds.", TimedOut: true);
        }

        if (outcome.ExitCode != 0)
        {
            var trouble = messages.Any(message => message.IsError) ? null : "The bundler broke off, most likely because the bundle needs too much memory. Leave out large files.";
            return new EsbuildRun(Metafile: null, messages, trouble);
        }

        return new EsbuildRun(await Metafile.ReadAsync(metafile, cancellationToken), messages, Trouble: null);
    }

    /// <summary>The time since a stamp, for the log.</summary>
    public static string Elapsed(long start) => $"{Stopwatch.GetElapsedTime(start).TotalMilliseconds:0} ms";
}
