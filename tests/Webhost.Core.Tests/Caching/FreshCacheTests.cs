using Webhost.Core.Caching;
using Webhost.Core.Tests.Doubles;

namespace Webhost.Core.Tests.Caching;

public sealed class FreshCacheTests
{
    private readonly FakeClock clock = new();
    private readonly FreshCache<string, string> cache;
    private int loads;

    public FreshCacheTests() => cache = new FreshCache<string, string>(clock, FreshCachePolicy.InvokePath);

    [Fact]
    public async Task A_fresh_value_is_not_loaded_again()
    {
        Assert.False(cache.TryGetFresh("key", out _));
        Assert.Equal("1", await GetAsync());

        clock.Advance(TimeSpan.FromMilliseconds(399));

        Assert.True(cache.TryGetFresh("key", out var value));
        Assert.Equal("1", value);
        Assert.Equal("1", await GetAsync());
        Assert.Equal(1, loads);
    }

    [Fact]
    public async Task A_value_in_use_is_refreshed_behind_its_reader()
    {
        await GetAsync();
        clock.Advance(TimeSpan.FromMilliseconds(500));
        var slow = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);

        var warm = cache.GetAsync("key", _ => slow.Task, default);

        Assert.True(warm.IsCompletedSuccessfully);
        Assert.Equal("1", await warm);
        slow.SetResult("2");
        await Eventually.TrueAsync(() => cache.TryGetFresh("key", out var value) && value == "2", "the refreshed value");
    }

    [Fact]
    public async Task A_value_is_never_given_when_it_is_a_second_old()
    {
        await GetAsync();
        clock.Advance(TimeSpan.FromSeconds(1));
        var slow = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);

        var waiting = cache.GetAsync("key", _ => slow.Task, default);

        Assert.False(waiting.IsCompleted);
        slow.SetResult("2");
        Assert.Equal("2", await waiting);
    }

    [Fact]
    public async Task The_age_counts_from_before_the_read()
    {
        var slow = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = cache.GetAsync("key", _ => slow.Task, default);
        clock.Advance(TimeSpan.FromMilliseconds(900));
        slow.SetResult("1");
        await first;

        clock.Advance(TimeSpan.FromMilliseconds(100));

        Assert.Equal("1", await GetAsync());
        Assert.Equal(1, loads);
    }

    [Fact]
    public async Task Readers_that_miss_together_share_one_load()
    {
        var slow = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var readers = Enumerable.Range(0, 50).Select(_ => cache.GetAsync("key", _ => Count(slow.Task), default)).ToArray();

        slow.SetResult("1");

        Assert.All(await Task.WhenAll(readers), value => Assert.Equal("1", value));
        Assert.Equal(1, loads);
    }

    [Fact]
    public async Task A_load_that_hangs_is_not_joined_for_longer_than_a_value_may_be_old()
    {
        var never = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var stuck = cache.GetAsync("key", _ => never.Task, default);
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("1", await GetAsync());

        Assert.False(stuck.IsCompleted);
        never.SetResult("old");
        Assert.Equal("old", await stuck);
        Assert.True(cache.TryGetFresh("key", out var kept));
        Assert.Equal("1", kept);
    }

    [Fact]
    public async Task What_was_forgotten_is_not_brought_back_by_a_load_that_was_under_way()
    {
        var old = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var before = cache.GetAsync("key", _ => old.Task, default);
        cache.Remove("key");

        Assert.Equal("1", await GetAsync());
        old.SetResult("old");
        await before;

        Assert.True(cache.TryGetFresh("key", out var value));
        Assert.Equal("1", value);
    }

    [Fact]
    public async Task No_reader_sees_an_old_value_after_it_was_forgotten_whatever_races()
    {
        var current = 0;
        for (var round = 0; round < 300; round++)
        {
            using var stop = new CancellationTokenSource();
            var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    await cache.GetAsync("key", async _ => await ReadSlowlyAsync(() => current), default);
                }
            })).ToArray();
            Interlocked.Increment(ref current);
            cache.Remove("key");
            var seen = cache.TryGetFresh("key", out var fresh) ? fresh : await cache.GetAsync("key", async _ => await ReadSlowlyAsync(() => current), default);
            var seenAgain = await cache.GetAsync("key", async _ => await ReadSlowlyAsync(() => current), default);

            Assert.Equal($"{current}", seen);
            Assert.Equal($"{current}", seenAgain);
            await stop.CancelAsync();
            await Task.WhenAll(readers);
        }
    }

    [Fact]
    public async Task A_refresh_that_fails_is_seen_only_by_whoever_must_wait()
    {
        await GetAsync();
        clock.Advance(TimeSpan.FromMilliseconds(500));

        Assert.Equal("1", await cache.GetAsync("key", _ => Count(Task.FromException<string?>(new IOException("storage is down"))), default));
        await Eventually.TrueAsync(() => loads == 2, "the load that fails");
        clock.Advance(TimeSpan.FromMilliseconds(500));

        await Assert.ThrowsAsync<IOException>(() => cache.GetAsync("key", _ => Task.FromException<string?>(new IOException("storage is down")), default));
        Assert.Equal("3", await GetAsync());
    }

    [Fact]
    public async Task A_load_runs_on_when_its_caller_leaves()
    {
        using var leaving = new CancellationTokenSource();
        var slow = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var left = cache.GetAsync("key", token => Count(slow.Task.WaitAsync(token)), leaving.Token);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);

        slow.SetResult("1");

        await Eventually.TrueAsync(() => cache.TryGetFresh("key", out _), "the value");
        Assert.Equal(1, loads);
    }

    [Fact]
    public async Task What_is_absent_is_looked_for_each_time_and_drops_what_was_there()
    {
        await GetAsync();
        clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Null(await cache.GetAsync("key", _ => Task.FromResult<string?>(null), default));
        Assert.False(cache.TryGetFresh("key", out _));
        Assert.Equal("2", await GetAsync());
    }

    [Fact]
    public async Task The_number_of_entries_is_bounded()
    {
        var small = new FreshCache<int, string>(clock, new FreshCachePolicy(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), Capacity: 10));
        for (var key = 0; key < 100; key++)
        {
            await small.GetAsync(key, _ => Task.FromResult<string?>("value"), default);
        }

        Assert.InRange(Enumerable.Range(0, 100).Count(key => small.TryGetFresh(key, out _)), 1, 10);
    }

    private static async Task<string?> ReadSlowlyAsync(Func<int> read)
    {
        var value = read();
        await Task.Yield();
        return $"{value}";
    }

    private Task<string?> GetAsync() => cache.GetAsync("key", _ => Task.FromResult<string?>($"{Interlocked.Increment(ref loads)}"), default);

    private async Task<string?> Count(Task<string?> load)
    {
        Interlocked.Increment(ref loads);
        return await load;
    }
}
