using Microsoft.Extensions.Logging.Abstractions;
using Webhost.Providers.Cloudflare.Building;

namespace Webhost.Providers.Cloudflare.Tests.Building;

public sealed class PackageCacheTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("webhost-cache-").FullName;
    private readonly PackageCache cache;

    public PackageCacheTests() => cache = Open();

    public void Dispose()
    {
        cache.Dispose();
        Directory.Delete(root, recursive: true);
    }

    [Fact]
    public async Task What_was_not_used_for_long_goes_little_by_little_the_oldest_first()
    {
        for (var number = 1; number <= 30; number++)
        {
            Add($"hash{number:00}", TimeSpan.FromHours(number + 1));
        }

        cache.Keep(cache.Create(), "fresh");
        await cache.Removal;

        Assert.Equal(27, Folders().Length);
        Assert.NotNull(cache.Find("hash26"));
        Assert.NotNull(cache.Find("fresh"));
        Assert.Null(cache.Find("hash27"));
        Assert.Null(cache.Find("hash30"));
    }

    [Fact]
    public async Task What_was_used_within_the_hour_stays()
    {
        for (var number = 1; number <= 30; number++)
        {
            Add($"hash{number:00}", TimeSpan.FromMinutes(number));
        }

        cache.Keep(cache.Create(), "fresh");
        await cache.Removal;

        Assert.Equal(31, Folders().Length);
    }

    [Fact]
    public async Task Two_processes_remove_the_same_folders_at_once()
    {
        using var other = Open();
        for (var number = 1; number <= 40; number++)
        {
            Add($"hash{number:00}", TimeSpan.FromHours(number + 1));
        }

        await Task.WhenAll(
            Task.Run(() => Parallel.For(0, 10, number => cache.Keep(cache.Create(), $"one{number}"))),
            Task.Run(() => Parallel.For(0, 10, number => other.Keep(other.Create(), $"two{number}"))));
        await Task.WhenAll(cache.Removal, other.Removal);
        cache.Discard(cache.Create());
        await cache.Removal;

        Assert.Equal(20, Folders().Count(name => name.StartsWith("one", StringComparison.Ordinal) || name.StartsWith("two", StringComparison.Ordinal)));
        Assert.DoesNotContain(Folders(), name => name.StartsWith("old-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_two_builds_with_the_same_files_the_first_ones_folder_is_used()
    {
        var (first, second) = (cache.Create(), cache.Create());

        var kept = cache.Keep(first, "same");
        var used = cache.Keep(second, "same");
        await cache.Removal;

        Assert.Equal(kept, used);
        Assert.Equal(["same"], Folders());
    }

    private PackageCache Open() =>
        new(Microsoft.Extensions.Options.Options.Create(new BuildOptions { NpmCacheDirectory = root }), TimeProvider.System, NullLogger<PackageCache>.Instance);

    private void Add(string name, TimeSpan age)
    {
        Directory.CreateDirectory(Path.Combine(root, name, "node_modules", "a"));
        File.WriteAllText(Path.Combine(root, name, "node_modules", "a", "index.js"), "");
        Directory.SetLastWriteTimeUtc(Path.Combine(root, name), TimeProvider.System.GetUtcNow().UtcDateTime - age);
    }

    private string[] Folders() => [.. new DirectoryInfo(root).EnumerateDirectories().Select(folder => folder.Name).Order(StringComparer.Ordinal)];
}
