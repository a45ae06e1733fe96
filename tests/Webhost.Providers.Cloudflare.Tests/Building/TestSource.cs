using System.IO.Compression;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Webhost.Core.Artifacts;
using Webhost.Core.Providers;
using Webhost.Core.Results;
using Webhost.Providers.Cloudflare.Building;

namespace Webhost.Providers.Cloudflare.Tests.Building;

/// <summary>An agent's source in a folder of its own, and its build with the real bundler.</summary>
internal sealed class TestSource : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("webhost-build-").FullName;

    public List<string> Log { get; } = [];

    public BuildOptions Options { get; } = new() { EsbuildPath = RepositoryFiles.Esbuild, VendoredPackagesPath = RepositoryFiles.VendoredPackages };

    public CloudflareOptions Cloudflare { get; } = new();

    public string Root => Path.Combine(folder, "source");

    public TestSource Write(string relative, string text) => Write(relative, Encoding.UTF8.GetBytes(text));

    public TestSource Write(string relative, byte[] content)
    {
        var path = Path.Combine(Root, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return this;
    }

    public async Task<Result<BuildOutput>> BuildAsync(string entrypoint = "index.ts", string? framework = null, params IReadOnlyList<string> durableObjects)
    {
        var manifest = new AgentManifest { Protocol = "invoke/v1", Runtime = "cloudflare", Entrypoint = entrypoint, Framework = framework, DurableObjects = durableObjects };
        var build = Microsoft.Extensions.Options.Options.Create(Options);
        using var cache = new PackageCache(build, TimeProvider.System, NullLogger<PackageCache>.Instance);
        var builder = new AgentBuilder(
            new Bundler(new Esbuild(build), new NpmInstall(build, cache), build),
            Microsoft.Extensions.Options.Options.Create(Cloudflare));
        var work = Path.Combine(folder, "work");
        if (Directory.Exists(work))
        {
            Directory.Delete(work, recursive: true);
        }

        Directory.CreateDirectory(work);
        var result = await builder.BuildAsync(new BuildInput { SourceDirectory = Root, WorkDirectory = work, Manifest = manifest, Log = Log.Add }, CancellationToken.None);
        await cache.Removal;
        return result;
    }

    public async Task<string> RefusedAsync(string entrypoint = "index.ts", string? framework = null, params IReadOnlyList<string> durableObjects)
    {
        var result = await BuildAsync(entrypoint, framework, durableObjects);
        Assert.False(result.Succeeded);
        Assert.True(result.Failure is Failure.Invalid or Failure.DeploymentFailed);
        Assert.False(result.Failure.Retryable);
        Assert.DoesNotContain(folder, result.Failure.Message, StringComparison.Ordinal);
        return result.Failure.Message;
    }

    public static Dictionary<string, byte[]> Modules(BuildOutput output)
    {
        using var zip = ZipFile.OpenRead(output.ArchivePath);
        return zip.Entries.ToDictionary(entry => entry.FullName, entry =>
        {
            using var stream = entry.Open();
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            return copy.ToArray();
        });
    }

    public static string Text(BuildOutput output, string module) => Encoding.UTF8.GetString(Modules(output)[module]);

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
