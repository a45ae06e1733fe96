using System.Collections.Concurrent;
using Webhost.Core.Storage;
using Webhost.Core.Tests.Doubles;

namespace Webhost.Core.Tests.Storage;

public sealed class RetentionRunTests
{
    private const int AtOnce = 1_000;

    private readonly FakeClock clock = new();
    private readonly ConcurrentDictionary<string, int> left = new(StringComparer.Ordinal);
    private readonly RetentionRun<string> run;

    public RetentionRunTests() => run = new RetentionRun<string>(clock);

    [Fact]
    public async Task Everything_goes_in_one_run_however_much_there_is()
    {
        (left["much"], left["little"], left["nothing"]) = (1_000_000, 1, 0);

        await RunAsync(takes: TimeSpan.FromMilliseconds(200));

        Assert.All(left.Values, count => Assert.Equal(0, count));
    }

    [Fact]
    public async Task One_with_too_much_for_a_run_does_not_keep_it_from_the_others()
    {
        (left["a"], left["much"], left["z"]) = (5_000, int.MaxValue, 5_000);

        await RunAsync(takes: TimeSpan.FromSeconds(10));

        Assert.Equal((0, 0), (left["a"], left["z"]));
        Assert.InRange(left["much"], int.MaxValue - (70 * AtOnce), int.MaxValue - (40 * AtOnce));
    }

    [Fact]
    public async Task A_run_that_does_not_get_to_all_is_gone_on_with_by_the_next()
    {
        foreach (var number in Enumerable.Range(0, 40))
        {
            left[$"agent {number:D2}"] = AtOnce;
        }

        await RunAsync(takes: TimeSpan.FromMinutes(1));
        var after = left.Count(each => each.Value == 0);
        await RunAsync(takes: TimeSpan.FromMinutes(1));

        Assert.InRange(after, 10, 20);
        Assert.InRange(left.Count(each => each.Value == 0), after + 5, 40);
    }

    [Fact]
    public async Task One_that_fails_keeps_nothing_from_the_others_and_is_told_of()
    {
        (left["a"], left["broken"], left["z"]) = (3_000, 3_000, 3_000);

        await Assert.ThrowsAsync<AggregateException>(() => RunAsync(takes: TimeSpan.Zero, broken: "broken"));

        Assert.Equal((0, 3_000, 0), (left["a"], left["broken"], left["z"]));
    }

    private Task RunAsync(TimeSpan takes, string? broken = null) => run.RunAsync(
        left.Keys.Order(StringComparer.Ordinal).ToAsyncEnumerable(),
        (one, _) =>
        {
            var removed = Math.Min(left[one], AtOnce);
            if (string.Equals(one, broken, StringComparison.Ordinal))
            {
                throw new InvalidOperationException("This one is broken.");
            }

            left[one] -= removed;
            lock (clock)
            {
                clock.Advance(takes);
            }

            return Task.FromResult(removed);
        },
        default);
}
