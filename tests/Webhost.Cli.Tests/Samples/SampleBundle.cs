using Webhost.Cli.Projects;

namespace Webhost.Cli.Tests.Samples;

/// <summary>Bundles a sample as the platform does: the native bundler with the flags that the platform uses.</summary>
internal static class SampleBundle
{
    /// <summary>The bundle's text.</summary>
    public static async Task<string> BuildAsync(string name)
    {
        var folder = Path.Combine(Repository.Root, "samples", name);
        var output = Path.GetTempFileName();
        try
        {
            await Repository.RunAsync(
                Repository.Part("node_modules/@esbuild/linux-x64/bin/esbuild", "npm ci"),
                [
                    Manifest.Read(folder).Entrypoint!, $"--outfile={output}", "--allow-overwrite", "--log-level=warning",
                    .. File.ReadAllLines(Path.Combine(Repository.Root, "shim-worker/vendor/esbuild-flags.txt")),
                ],
                folder,
                new Dictionary<string, string>(StringComparer.Ordinal) { ["NODE_PATH"] = Repository.VendoredPackages });
            return await File.ReadAllTextAsync(output);
        }
        finally
        {
            File.Delete(output);
        }
    }
}
