using System.Collections.Concurrent;
using Webhost.Core.Telemetry;

namespace Webhost.Core.Tests.Telemetry;

public sealed class GroupCommitTests : IDisposable
{
    private readonly SemaphoreSlim slots = new(2);
    private readonly ConcurrentQueue<(string Key, int[] Items, TaskCompletionSource<bool> End)> writes = new();

    public void Dispose() => slots.Dispose();

    [Fact]
    public async Task An_idle_partition_is_written_to_at_once_and_a_busy_one_gathers()
    {
        var commits = New(largest: 100);
        var first = commits.CommitAsync("a", [1]);
        var others = Enumerable.Range(2, 50).Select(item => commits.CommitAsync("a", [item])).ToArray();
        Assert.Equal([1], Assert.Single(writes).Items);

        End(0);
        Assert.Equal([-1], await first);
        await Eventually.TrueAsync(() => writes.Count == 2, "the second write");
        End(1);

        Assert.Equal(Enumerable.Range(2, 50).Select(item => -item), (await Task.WhenAll(others)).Select(result => result[0]));
        Assert.Equal(2, writes.Count);
    }

    [Fact]
    public async Task A_write_takes_about_as_much_as_fits_and_never_parts_of_what_came_together()
    {
        var commits = New(largest: 10);
        Task[] tasks = [.. new[] { 1, 6, 4, 1, 30, 3 }.Select((count, index) => commits.CommitAsync("a", [.. Enumerable.Repeat(index, count)]))];

        for (var write = 0; write < 5; write++)
        {
            await Eventually.TrueAsync(() => writes.Count == write + 1, $"write {write}");
            End(write);
        }

        await Task.WhenAll(tasks);
        Assert.Equal([1, 10, 1, 30, 3], writes.Select(write => write.Items.Length));
    }

    [Fact]
    public async Task Partitions_are_written_beside_each_other_as_far_as_there_are_slots()
    {
        var commits = New(largest: 10);
        var tasks = new[] { "a", "b", "c" }.Select(key => commits.CommitAsync(key, [1])).ToArray();
        Assert.Equal(["a", "b"], writes.Select(write => write.Key));

        End(0);
        await Eventually.TrueAsync(() => writes.Count == 3, "the third partition");
        End(1);
        End(2);

        await Task.WhenAll(tasks);
    }

    [Fact]
    public async Task A_failure_is_that_of_its_write_alone_and_the_partition_goes_on()
    {
        var commits = New(largest: 10);
        var failing = commits.CommitAsync("a", [1]);
        var next = commits.CommitAsync("a", [2]);

        writes.First().End.SetException(new IOException("storage is down"));
        await Assert.ThrowsAsync<IOException>(() => failing);
        await Eventually.TrueAsync(() => writes.Count == 2, "the next write");
        End(1);
        Assert.Equal([-2], await next);

        var again = commits.CommitAsync("a", [1]);
        await Eventually.TrueAsync(() => writes.Count == 3, "the last write");
        End(2);
        Assert.Equal([-1], await again);
    }

    [Fact]
    public async Task Everybody_gets_the_answer_to_what_is_theirs_whatever_races()
    {
        using var many = new SemaphoreSlim(4);
        var commits = new GroupCommit<int, int, int>(8, many, async (_, items) =>
        {
            await Task.Yield();
            return [.. items.Select(item => item + 1)];
        });

        await Parallel.ForEachAsync(Enumerable.Range(0, 5_000), async (number, _) =>
        {
            var results = await commits.CommitAsync(number % 7, [number, -number]);
            Assert.Equal([number + 1, 1 - number], results);
        });
    }

    private GroupCommit<string, int, int> New(int largest) => new(largest, slots, async (key, items) =>
    {
        var end = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        writes.Enqueue((key, [.. items], end));
        await end.Task;
        return [.. items.Select(item => -item)];
    });

    private void End(int write) => writes.ElementAt(write).End.SetResult(true);
}
