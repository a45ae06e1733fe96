using FsCheck;
using FsCheck.Fluent;
using Webhost.Core.Identity;
using Webhost.Core.Limits;
using Webhost.Core.Results;
using Webhost.Core.Tests.Doubles;

namespace Webhost.Core.Tests.Limits;

public sealed class QuotaGateTests
{
    private readonly FakeClock clock = new();
    private readonly MemoryQuotaStore store = new();

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(100)]
    public async Task Two_hundred_callers_over_two_processes_are_admitted_exactly_up_to_the_limit(long limit)
    {
        var caller = CallerWith(limit);
        QuotaGate[] gates = [new(store, clock), new(store, clock)];

        var results = await Task.WhenAll(Enumerable.Range(0, 200).Select(number => Task.Run(async () => await gates[number % 2].ReserveAsync(caller, default))));

        Assert.Equal(limit, results.Count(result => result.Succeeded));
        var refused = Assert.IsType<Failure.LimitExceeded>(results.First(result => !result.Succeeded).Failure);
        Assert.Equal(("requestsPerMonth", limit, limit), (refused.Limit.Name, refused.Limit.Used, refused.Limit.Allowed));
    }

    [Fact]
    public async Task However_callers_spread_over_processes_no_more_than_the_limit_is_admitted_and_none_is_lost()
    {
        var gen = Gen.Choose(0, 400).SelectMany(limit => Gen.Choose(1, 4).SelectMany(processes => Gen.Choose(0, processes - 1).ListOf(500).Select(calls => (limit, processes, calls))));
        foreach (var (limit, processes, calls) in gen.Sample(30, 30))
        {
            var shared = new MemoryQuotaStore();
            var caller = CallerWith(limit);
            var gates = Enumerable.Range(0, processes).Select(_ => new QuotaGate(shared, clock)).ToArray();
            var admitted = 0L;
            foreach (var call in calls)
            {
                admitted += (await gates[call].ReserveAsync(caller, default)).Succeeded ? 1 : 0;
            }

            Assert.True(admitted <= limit);
            foreach (var gate in gates)
            {
                await gate.ReturnAllAsync(default);
            }

            Assert.Equal(admitted, await shared.ReadTakenAsync(caller.User.UserId, "2026-11", default));
        }
    }

    [Fact]
    public async Task The_next_block_is_taken_before_this_one_is_spent()
    {
        const int firstBlock = 16;
        var caller = CallerWith(1_000_000);
        var gate = new QuotaGate(store, clock);
        await gate.ReserveAsync(caller, default);
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        store.Delay = _ => held.Task;

        var warm = Enumerable.Range(1, firstBlock - 1).Select(_ => gate.ReserveAsync(caller, default)).ToArray();
        Assert.All(warm, reserved => Assert.True(reserved.IsCompletedSuccessfully));
        await Eventually.TrueAsync(() => store.Takes == 2, "the next block");
        var cold = gate.ReserveAsync(caller, default).AsTask();
        Assert.False(cold.IsCompleted);
        held.SetResult();

        Assert.True((await cold).Succeeded);
        Assert.Equal(2, store.Takes);
    }

    [Fact]
    public async Task A_block_that_was_taken_for_a_caller_who_left_is_there_for_the_next()
    {
        var caller = CallerWith(2);
        var slow = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        store.Delay = token => slow.Task.WaitAsync(token);
        var gate = new QuotaGate(store, clock);
        using var leaving = new CancellationTokenSource();

        var left = gate.ReserveAsync(caller, leaving.Token).AsTask();
        await leaving.CancelAsync();
        slow.SetResult();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);

        Assert.True((await gate.ReserveAsync(caller, default)).Succeeded);
        Assert.True((await gate.ReserveAsync(caller, default)).Succeeded);
        Assert.False((await gate.ReserveAsync(caller, default)).Succeeded);
    }

    [Fact]
    public async Task A_new_month_starts_anew()
    {
        var caller = CallerWith(1);
        var gate = new QuotaGate(store, clock);
        Assert.True((await gate.ReserveAsync(caller, default)).Succeeded);
        Assert.False((await gate.ReserveAsync(caller, default)).Succeeded);

        clock.Advance(TimeSpan.FromDays(10));

        Assert.Equal("2026-12", (await gate.ReserveAsync(caller, default)).Value.Period);
    }

    [Fact]
    public async Task A_plan_without_a_limit_takes_large_blocks()
    {
        var caller = CallerWith(null);
        var gate = new QuotaGate(store, clock);

        for (var number = 0; number < 1_000; number++)
        {
            Assert.True((await gate.ReserveAsync(caller, default)).Succeeded);
        }

        Assert.InRange(store.Takes, 1, 8);
    }

    [Fact]
    public async Task What_lies_unspent_does_not_count_as_used()
    {
        var caller = CallerWith(1_000);
        var gate = new QuotaGate(store, clock);
        await gate.ReserveAsync(caller, default);

        Assert.Equal(1, await gate.ReadUsedAsync(caller.User.UserId, BillingPeriod.Of(clock.GetUtcNow()), default));
    }

    [Fact]
    public async Task One_block_that_cannot_be_given_back_does_not_keep_the_others()
    {
        var gate = new QuotaGate(store, clock);
        Caller[] callers = [CallerWith(1_000), CallerWith(1_000), CallerWith(1_000)];
        foreach (var caller in callers)
        {
            await gate.ReserveAsync(caller, default);
        }

        var calls = 0;
        store.Delay = _ => ++calls == 1 ? Task.FromException(new IOException("storage is down")) : Task.CompletedTask;
        await Assert.ThrowsAsync<AggregateException>(() => gate.ReturnAllAsync(default));

        var taken = await Task.WhenAll(callers.Select(caller => store.ReadTakenAsync(caller.User.UserId, "2026-11", default)));
        Assert.Equal(2, taken.Count(count => count == 1));
    }

    private static Caller CallerWith(long? limit) => Some.Caller(Some.Plan with { RequestsPerMonth = limit });
}
