using System.Formats.Tar;
using System.Globalization;
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
    private string? wanted;
    private int downloads;
    private int descriptions;

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
                Interlocked.Increment(ref descriptions);
                await context.Response.WriteAsync($$$"""
                    {"name":"tiny","dist-tags":{"latest":"2.0.0"},"versions":{"2.0.0":{"name":"tiny","version":"2.0.0","dependencies":{{{(wanted is null ? "{}" : $$"""{"x":"{{wanted}}"}""")}}},"dist":{"tarball":"{{{registry.Url}}}/tiny/-/tiny-2.0.0.tgz"}
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

    [Theory]
    [InlineData("dependencies", "git+http://127.0.0.1:PORT/x.git")]
    [InlineData("dependencies", "http://127.0.0.1:PORT/x.tgz")]
    [InlineData("dependencies", "git://127.0.0.1:PORT/x.git")]
    [InlineData("dependencies", "npm:x@http://127.0.0.1:PORT/x.tgz")]
    [InlineData("devDependencies", "git+file:///etc")]
    [InlineData("optionalDependencies", "file:../..")]
    [InlineData("peerDependencies", "someone/x")]
    [InlineData("dependencies", "github:someone/x")]
    [InlineData("dependencies", "..")]
    [InlineData("dependencies", "x.tar.gz")]
    public async Task Packages_that_are_not_asked_of_the_registry_are_refused_before_anything_is_fetched(string member, string spec)
    {
        var elsewhere = 0;
        await using var listener = await LoopbackServer.StartAsync(_ =>
        {
            Interlocked.Increment(ref elsewhere);
            return Task.CompletedTask;
        });
        source.Write("package.json", $$$"""{"name":"agent","version":"1.0.0","dependencies":{"tiny":"1.0.0"},"{{{member}}}":{"tiny":"1.0.0","x":"{{{spec.Replace("PORT", new Uri(listener.Url).Port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)}}}"}}""");

        var failure = Assert.IsType<Failure.Invalid>((await source.BuildAsync("index.js")).Failure);

        Assert.Equal("package.json", Assert.Single(failure.Problems).Path);
        Assert.Contains($"{member}.x.", failure.Message, StringComparison.Ordinal);
        Assert.Equal((0, 0), (elsewhere, downloads));
    }

    [Theory]
    [InlineData("""{"tiny":"1.0.0","a":{".":"^1","b@2":"git+http://127.0.0.1/x.git"}}""", "overrides.a.b@2.")]
    [InlineData("""{"a":{"b":7}}""", "overrides.a.b.")]
    [InlineData("""{"tiny":"$tiny","a":{".":"^1","b@2":">=1 <2"}}""", null)]
    public async Task Overrides_may_name_versions_only(string overrides, string? refused)
    {
        source.Write("package.json", $$$"""{"name":"agent","version":"1.0.0","dependencies":{"tiny":"1.0.0"},"overrides":{{{overrides}}}}""");

        if (refused is null)
        {
            Assert.True((await source.BuildAsync("index.js")).Succeeded);
        }
        else
        {
            Assert.Contains(refused, await source.RefusedAsync("index.js"), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("git+http")]
    [InlineData("http")]
    public async Task What_a_package_of_the_registry_wants_from_elsewhere_is_not_fetched(string scheme)
    {
        var elsewhere = 0;
        await using var listener = await LoopbackServer.StartAsync(_ =>
        {
            Interlocked.Increment(ref elsewhere);
            return Task.CompletedTask;
        });
        wanted = $"{scheme}://127.0.0.1:{new Uri(listener.Url).Port}/x.tgz";
        // By another name than the listener, as one elsewhere has.
        source.Options.NpmRegistry = registry.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal) + "/";
        source.Write("package.json", """{"name":"agent","version":"1.0.0","dependencies":{"tiny":"2.0.0"}}""")
            .Write("package-lock.json", """{"name":"agent","version":"1.0.0","lockfileVersion":3,"requires":true,"packages":{"":{"name":"agent","version":"1.0.0"}}}""");

        Assert.False((await source.BuildAsync("index.js")).Succeeded);

        Assert.True(descriptions > 0);
        Assert.Equal(0, elsewhere);
    }

    [Fact]
    public async Task A_lock_file_made_without_peers_is_installed_without_them()
    {
        source.Write("package.json", """{"name":"agent","version":"1.0.0","dependencies":{"tiny":"1.0.0"}}""")
            .Write("package-lock.json", Lock($"sha512-{Convert.ToBase64String(SHA512.HashData(package))}").Replace("\"hasInstallScript\":true", "\"peerDependencies\":{\"other\":\"2.0.0\"}", StringComparison.Ordinal));

        var output = (await source.BuildAsync("index.js")).Value;

        Assert.Contains("a tiny package", TestSource.Text(output, "agent.js"), StringComparison.Ordinal);
        Assert.Contains(source.Log, line => line.Contains("--legacy-peer-deps", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_agents_developers_must_use_does_not_hold_up_the_installation()
    {
        source.Write("package.json", """{"name":"agent","version":"1.0.0","dependencies":{"tiny":"1.0.0"},"engines":{"node":"1"},"devEngines":{"packageManager":{"name":"pnpm","onFail":"error"}}}""");

        Assert.True((await source.BuildAsync("index.js")).Succeeded);
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
