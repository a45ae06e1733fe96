using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Webhost.Core.Results;

namespace Webhost.Providers.Cloudflare.Tests.Building;

/// <summary>The real npm against a registry on this machine that has one package.</summary>
public sealed class NpmInstallTests : IAsyncLifetime, IDisposable
{
    private readonly TestSource source = new();
    private readonly TestSource cache = new();
    private readonly byte[] package = Pack();
    private LoopbackServer registry = null!;
    private int downloads;

    public async Task InitializeAsync()
    {
        registry = await LoopbackServer.StartAsync(async context =>
        {
            if (context.Request.Path.Value!.EndsWith(".tgz", StringComparison.Ordinal))
            {
                Interlocked.Increment(ref downloads);
                await context.Response.Body.WriteAsync(package);
            }
            else
            {
                await context.Response.WriteAsync($$$"""
                    {"name":"tiny","dist-tags":{"latest":"2.0.0"},"versions":{"2.0.0":{"name":"tiny","version":"2.0.0","dist":{"tarball":"{{{registry.Url}}}/tiny/-/tiny-2.0.0.tgz"}
                    } } }
                    """);
            }
        });
        source.Options.NpmInstall = "lockfile";
        source.Options.NpmRegistry = registry.Url + "/";
        source.Options.NpmCacheDirectory = cache.Root;
        source.Write("index.js", "import { tiny } from 'tiny'; export default { invoke: () => tiny };")
            .Write("package.json", """{"name":"agent","version":"1.0.0","dependencies":{"tiny":"1.0.0"}}""")
            .Write("package-lock.json", Lock($"sha512-{Convert.ToBase64String(SHA512.HashData(package))}"));
    }

    public async Task DisposeAsync() => await registry.DisposeAsync();

    public void Dispose()
    {
        source.Dispose();
        if (Directory.Exists(cache.Root))
        {
            cache.Dispose();
        }
    }

    [Fact]
    public async Task Packages_of_a_lock_file_are_installed_once_and_no_script_of_theirs_runs()
    {
        var first = (await source.BuildAsync("index.js")).Value;
        var second = (await source.BuildAsync("index.js")).Value;

        Assert.Contains("a tiny package", TestSource.Text(first, "agent.js"), StringComparison.Ordinal);
        Assert.Equal(await File.ReadAllBytesAsync(first.ArchivePath), await File.ReadAllBytesAsync(second.ArchivePath));
        Assert.Equal(1, downloads);
        Assert.Contains("The packages of package-lock.json are installed already.", source.Log);
        Assert.Empty(Directory.EnumerateFiles(cache.Root, "ran.txt", SearchOption.AllDirectories));
        Assert.False(Directory.Exists(Path.Combine(source.Root, "node_modules")));
    }

    [Fact]
    public async Task A_package_that_differs_from_its_hash_is_refused()
    {
        source.Write("package-lock.json", Lock($"sha512-{Convert.ToBase64String(SHA512.HashData([1]))}"));

        Assert.Contains("differs from the hash", await source.RefusedAsync("index.js"), StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.EnumerateDirectories(cache.Root), path => Path.GetFileName(path).StartsWith("new-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Files_that_do_not_agree_are_refused()
    {
        source.Write("package.json", """{"name":"agent","version":"1.0.0","dependencies":{"tiny":"^2.0.0"}}""");

        Assert.Contains("do not agree", await source.RefusedAsync("index.js"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lock_file_without_its_package_file_is_refused()
    {
        File.Delete(Path.Combine(source.Root, "package.json"));

        Assert.Contains("is there without package.json", await source.RefusedAsync("index.js"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_installed_unless_it_is_switched_on()
    {
        source.Options.NpmInstall = "off";

        Assert.Contains("A package is missing: tiny.", await source.RefusedAsync("index.js"), StringComparison.Ordinal);
        Assert.Equal(0, downloads);
    }

    [Fact]
    public async Task Taking_too_long_is_trouble_that_may_pass()
    {
        source.Options.InstallTimeout = TimeSpan.FromMilliseconds(1);

        var failure = Assert.IsType<Failure.DeploymentFailed>((await source.BuildAsync("index.js")).Failure);

        Assert.True(failure.Transient);
    }

    private static byte[] Pack()
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(gzip))
        {
            Add(tar, "package/package.json", """{"name":"tiny","version":"1.0.0","type":"module","main":"index.js","scripts":{"postinstall":"touch ran.txt"}}""");
            Add(tar, "package/index.js", "export const tiny = 'a tiny package';");
        }

        return stream.ToArray();
    }

    private static void Add(TarWriter tar, string name, string text) =>
        tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) });

    private string Lock(string integrity) => $$$"""
        {"name":"agent","version":"1.0.0","lockfileVersion":3,"requires":true,"packages":{
          "":{"name":"agent","version":"1.0.0","dependencies":{"tiny":"1.0.0"}},
          "node_modules/tiny":{"version":"1.0.0","resolved":"{{{registry.Url}}}/tiny/-/tiny-1.0.0.tgz","integrity":"{{{integrity}}}","hasInstallScript":true}
        }}
        """;
}
