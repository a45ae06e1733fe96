using System.Diagnostics;

namespace Webhost.Cli.Tests.Samples;

/// <summary>Where the samples and the tools that build and run agents are.</summary>
internal static class Repository
{
    /// <summary>The root of the work tree.</summary>
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>A path below the root; a part that is missing fails with how to get it.</summary>
    public static string Part(string path, string how)
    {
        var full = Path.Combine(Root, path);
        return Path.Exists(full) ? full : throw new FileNotFoundException($"{path} is missing: {how}");
    }

    /// <summary>The packages that agents may import.</summary>
    public static string VendoredPackages => Part("shim-worker/vendor/node_modules", "npm ci --ignore-scripts in shim-worker/vendor");

    /// <summary>Runs a tool to its end and answers what it wrote; a failure throws that.</summary>
    public static async Task<string> RunAsync(string tool, IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string>? variables = null)
    {
        var start = new ProcessStartInfo(tool, arguments) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in variables ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        var written = await output + await error;
        return process.ExitCode == 0 ? written : throw new InvalidOperationException($"{Path.GetFileName(tool)} ended with {process.ExitCode}: {written}");
    }

    private static string FindRoot(string folder) =>
        File.Exists(Path.Combine(folder, "Webhost.sln")) ? folder : FindRoot(Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("The tests don't run inside the work tree."));
}
