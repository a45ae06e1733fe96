using Webhost.Core.Identity;
using Webhost.Core.Limits;
using Webhost.Core.Results;
using Webhost.Core.Tests.Doubles;

namespace Webhost.Core.Tests.Limits;

public sealed class QuotaGateTests
{
    private static readonly TimeSpan UntilQuiet = TimeSpan.FromSeconds(1.2);

    private readonly QuotaWorld world = new(2);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(100)]
    [InlineData(199)]
    [InlineData(1_000)]
    public async Task Two_hundred_callers_over_two_processes_are_admitted_exactly_up_to_the_limit(long limit)
    {
        var results = await world.CallAllAsync(CallerWith(limit), 200);

        Assert.Equal(Math.Min(200, limit), results.Count(result => result.Succeeded));
        if (results.FirstOrDefault(result => !result.Succeeded) is { Succeeded: false } refused && limit < 200)
        {
            var exceeded = Assert.IsType<Failure.LimitExceeded>(refused.Failure);
            Assert.Equal(("requestsPerMonth", limit, limit, new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero)), (exceeded.Limit.Name, exceeded.Limit.Used, exceeded.Limit.Allowed, exceeded.Limit.ResetsAt));
        }
    }

    [Fact]
    public async Task What_a_quiet_process_got_ready_for_is_there_for_the_others()
    {
        var caller = CallerWith(200);
        Assert.True((await world.CallAsync(caller, process: 0)).Succeeded);
        Assert.True(world.LedgerOf(caller).Leases[0].Armed.Requests > 0);

        var admitted = 0;
        while ((await world.CallAsync(caller, process: 1)).Succeeded)
        {
            admitted++;
        }

        Assert.Equal(199, admitted);
    }

    [Fact]
    public async Task A_process_that_is_killed_while_it_is_quiet_loses_nothing()
    {
        var caller = CallerWith(1_000);
        await world.CallAllAsync(caller, 10);
        await world.PassAsync(UntilQuiet);

        await world.KillAsync(0);
        await world.KillAsync(1);

        Assert.Equal(10, world.LedgerOf(caller).Used.Requests);
        Assert.Equal(990, (await world.CallAllAsync(caller, 1_100)).Count(result => result.Succeeded));
    }

    [Fact]
    public async Task A_process_that_is_killed_at_work_loses_what_it_was_ready_for_and_no_more()
    {
        var caller = CallerWith(1_000_000);
        await world.CallAllAsync(caller, 40);
        var lease = world.LedgerOf(caller).Leases.MaxBy(held => held.Unspent.Requests)!;
        Assert.True(lease.Unspent.Requests > 0);

        await world.KillAsync(0);
        await world.KillAsync(1);
        var spent = CallerWith(60, caller);
        var admitted = (await world.CallAllAsync(spent, 200)).Count(result => result.Succeeded);

        var lost = 60 - 40 - admitted;
        Assert.InRange(lost, 0, 2 * Some.Plan.RequestsPerSecondPerUser / 4);
    }

    [Fact]
    public async Task A_process_that_wakes_up_after_it_was_taken_for_dead_admits_no_more_than_is_left()
    {
        var caller = CallerWith(1_000);
        await world.CallAsync(caller, process: 0);
        var sleeping = world[0];
        await world.KillAsync(0);
        await world.PassAsync(TimeSpan.FromSeconds(20));
        var others = 0;
        while ((await world.CallAsync(caller, process: 1)).Succeeded)
        {
            others++;
        }

        var late = 0;
        while ((await world.WhileTimePassesAsync(Task.Run(() => sleeping.ReserveAsync(caller, "agt_1", QuotaWorld.Runtime, default).AsTask()))).Succeeded)
        {
            late++;
        }

        Assert.Equal(1_000, 1 + others + late);
    }

    [Fact]
    public async Task A_warm_caller_waits_for_nothing()
    {
        var caller = CallerWith(1_000_000);
        await world.CallAsync(caller);
        var (reads, writes) = (world.Store.Reads, world.Store.Writes);

        var warm = world[0].ReserveAsync(caller, "agt_1", QuotaWorld.Runtime, default);

        Assert.True(warm.IsCompletedSuccessfully);
        Assert.True((await warm).Succeeded);
        Assert.Equal((reads, writes), (world.Store.Reads, world.Store.Writes));
    }

    [Fact]
    public async Task More_is_taken_before_what_is_there_is_used_up()
    {
        var caller = CallerWith(1_000_000);
        await world.CallAsync(caller);
        var writes = world.Store.Writes;
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Store.Before = _ => held.Task;

        var warm = Enumerable.Range(0, 5).Select(_ => world[0].ReserveAsync(caller, "agt_1", QuotaWorld.Runtime, default)).ToArray();
        Assert.All(warm, reserved => Assert.True(reserved.IsCompletedSuccessfully));
        var cold = world[0].ReserveAsync(caller, "agt_1", QuotaWorld.Runtime, default).AsTask();
        Assert.False(cold.IsCompleted);
        held.SetResult();

        Assert.True((await cold).Succeeded);
        Assert.InRange(world.Store.Writes - writes, 1, 2);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    public async Task What_runs_on_beyond_its_reservation_is_told_to_end_when_nothing_is_left_in_any_process(int running)
    {
        const long Allowed = 20_000;
        var caller = Some.Caller(Some.Plan with { ComputeMsPerMonth = Allowed });
        var reservations = new List<QuotaReservation>();
        for (var number = 0; number < running; number++)
        {
            reservations.Add((await world.CallAsync(caller, process: number % 2)).Value);
        }

        var second = 0;
        var open = reservations.Count;
        while (open > 0)
        {
            second++;
            await world.PassAsync(TimeSpan.FromSeconds(1));
            for (var number = 0; number < running; number++)
            {
                if (world[number % 2].Raise(reservations[number], 0, second * 1_000, 0).Spent is { } spent)
                {
                    var exceeded = await world.WhileTimePassesAsync(world[number % 2].ReadExceededAsync(reservations[number], spent));
                    Assert.Equal(("computeMsPerMonth", true), (exceeded!.Limit.Name, exceeded.Limit.Used >= Allowed));
                    world[number % 2].Settle(new QuotaSettlement(reservations[number], 0, second * 1_000, 0));
                    open--;
                }
            }
        }

        await world.PassAsync(UntilQuiet);
        // Each goes on for two looks at most: at the first, what the other process wrote since is not known here.
        Assert.InRange(world.LedgerOf(caller).Used.ComputeMs, Allowed, Allowed + (2_000 * running));
    }

    [Fact]
    public async Task What_runs_on_is_not_ended_for_what_others_gave_back_or_after_an_upgrade()
    {
        var caller = Some.Caller(Some.Plan with { ComputeMsPerMonth = 2_000 });
        var first = (await world.CallAsync(caller)).Value;
        var second = (await world.CallAsync(caller)).Value;
        Assert.Null(world[0].Raise(first, 0, 1_400, 0).Spent);
        await world.PassAsync(UntilQuiet);
        world[0].Settle(new QuotaSettlement(second, 0, 100, 0));
        await world.PassAsync(UntilQuiet);
        Assert.Null(world[0].Raise(first, 0, 1_850, 0).Spent);
        await world.PassAsync(UntilQuiet);
        Assert.NotNull(world[0].Raise(first, 0, 2_500, 0).Spent);
        await world.PassAsync(UntilQuiet);
        Assert.NotNull(world[0].Raise(first, 0, 2_600, 0).Spent);

        Assert.NotNull(await world[0].ReadExceededAsync(first, QuotaMeasure.ComputeMs));
        world[0].Renew(first, caller with { Plan = caller.Plan with { ComputeMsPerMonth = 10_000 } });
        Assert.Null(await world[0].ReadExceededAsync(first, QuotaMeasure.ComputeMs));

        Assert.Null(world[0].Raise(first, 0, 5_000, 0).Spent);
        await world.PassAsync(UntilQuiet);
        Assert.Null(world[0].Raise(first, 0, 9_000, 0).Spent);
        await world.PassAsync(UntilQuiet);
        Assert.Equal(9_100, world.LedgerOf(caller).Used.ComputeMs);
    }

    [Fact]
    public async Task A_reservation_that_is_settled_is_raised_no_more()
    {
        var caller = CallerWith(10);
        var reservation = (await world.CallAsync(caller)).Value;
        world[0].Settle(new QuotaSettlement(reservation, 1, 2, 0));

        Assert.Null(world[0].Raise(reservation, 1_000_000, 1_000_000, 5).Spent);

        await world.PassAsync(UntilQuiet);
        Assert.Equal((1L, 1L, 2L), (world.LedgerOf(caller).Used.Requests, world.LedgerOf(caller).Used.Tokens, world.LedgerOf(caller).Used.ComputeMs));
    }

    [Fact]
    public async Task Callers_at_once_are_served_together()
    {
        var results = await world.CallAllAsync(CallerWith(1_000_000), 500);

        Assert.All(results, result => Assert.True(result.Succeeded));
        Assert.InRange(world.Store.Writes, 2, 60);
    }

    [Fact]
    public async Task A_plan_without_limits_costs_few_writes()
    {
        var caller = CallerWith(null);

        for (var number = 0; number < 1_000; number++)
        {
            world.Clock.Advance(TimeSpan.FromMilliseconds(1));
            Assert.True((await world.CallAsync(caller)).Succeeded);
        }

        Assert.InRange(world.Store.Writes, 1, 20);
        Assert.Null((await world.CallAsync(caller)).Value.Standing.Limit);
    }

    [Fact]
    public async Task Whoever_is_refused_after_others_costs_no_storage()
    {
        var caller = CallerWith(1);
        await world.CallAsync(caller);
        Assert.False((await world.CallAsync(caller)).Succeeded);
        var (reads, writes) = (world.Store.Reads, world.Store.Writes);

        for (var number = 0; number < 1_000; number++)
        {
            var refused = world[0].ReserveAsync(caller, "agt_1", QuotaWorld.Runtime, default);
            Assert.True(refused.IsCompletedSuccessfully);
            Assert.False((await refused).Succeeded);
        }

        Assert.Equal((reads, writes), (world.Store.Reads, world.Store.Writes));
    }

    [Fact]
    public async Task An_upgrade_lets_in_at_once_who_was_just_refused()
    {
        var caller = CallerWith(3);
        Assert.Equal(3, (await world.CallAllAsync(caller, 10)).Count(result => result.Succeeded));

        var richer = CallerWith(5, caller);

        Assert.Equal(2, (await world.CallAllAsync(richer, 10)).Count(result => result.Succeeded));
    }

    [Fact]
    public async Task A_higher_spend_cap_lets_in_at_once_who_was_just_refused()
    {
        var caller = CallerWith(null) with { User = Some.Caller().User with { SpendCapUsd = 0.002m } };
        Settle(await world.CallAsync(caller), costUsd: 0.01m);
        var exceeded = Assert.IsType<Failure.LimitExceeded>((await world.CallAsync(caller)).Failure);
        Assert.Equal(("spendCapUsd", 0.01m, 0.002m), (exceeded.Limit.Name, exceeded.Limit.Used, exceeded.Limit.Allowed));

        Assert.True((await world.CallAsync(caller with { User = caller.User with { SpendCapUsd = 1 } })).Succeeded);
    }

    [Fact]
    public async Task A_downgrade_holds_for_what_was_taken_before()
    {
        var caller = CallerWith(1_000_000);
        await world.CallAllAsync(caller, 50);

        var poorer = CallerWith(60, caller);
        var admitted = (await world.CallAllAsync(poorer, 100)).Count(result => result.Succeeded);

        Assert.Equal(10, admitted);
    }

    [Fact]
    public async Task A_new_month_starts_anew()
    {
        var caller = CallerWith(1);
        Assert.Equal("2026-11", (await world.CallAsync(caller)).Value.Period.Key);
        Assert.False((await world.CallAsync(caller)).Succeeded);

        world.Clock.Advance(new DateTimeOffset(2026, 11, 30, 23, 59, 59, TimeSpan.Zero) - world.Clock.GetUtcNow());
        Assert.False((await world.CallAsync(caller)).Succeeded);
        world.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("2026-12", (await world.CallAsync(caller)).Value.Period.Key);
    }

    [Fact]
    public async Task A_subscriptions_period_turns_at_its_day_and_hour()
    {
        var caller = CallerWith(1) with { User = Some.Caller().User with { BillingAnchor = new DateTimeOffset(2026, 1, 31, 9, 0, 0, TimeSpan.Zero) } };
        Assert.Equal("2026-10-31", (await world.CallAsync(caller)).Value.Period.Key);
        world.Clock.Advance(new DateTimeOffset(2026, 11, 30, 8, 59, 59, TimeSpan.Zero) - world.Clock.GetUtcNow());
        Assert.False((await world.CallAsync(caller)).Succeeded);
        world.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("2026-11-30", (await world.CallAsync(caller)).Value.Period.Key);
    }

    [Fact]
    public async Task What_was_reserved_before_a_turn_is_settled_in_its_own_period()
    {
        var caller = CallerWith(100);
        var late = await world.CallAsync(caller);
        world.Clock.Advance(TimeSpan.FromDays(10));
        await world.CallAsync(caller);

        Settle(late, tokens: 77);
        await world.PassAsync(UntilQuiet);

        Assert.Equal(77, world.Store.Look(caller.User.UserId, "2026-11").Used.Tokens);
    }

    [Fact]
    public async Task Tokens_are_reserved_by_estimate_and_exceed_the_limit_by_one_reservation_at_most()
    {
        var caller = Some.Caller(Some.Plan with { TokensPerMonth = 2_250 });

        var open = await world.CallAllAsync(caller, 20);

        // 500 is the guess for an agent of which nothing is known.
        Assert.Equal(5, open.Count(result => result.Succeeded));
        var exceeded = Assert.IsType<Failure.LimitExceeded>(open.First(result => !result.Succeeded).Failure);
        Assert.Equal(("tokensPerMonth", 2_500m, 2_250m), (exceeded.Limit.Name, exceeded.Limit.Used, exceeded.Limit.Allowed));
        foreach (var reserved in open.Where(result => result.Succeeded))
        {
            Settle(reserved, tokens: 10);
        }

        await world.PassAsync(UntilQuiet);
        Assert.Equal(50, world.LedgerOf(caller).Used.Tokens);
        Assert.True((await world.CallAsync(caller)).Succeeded);
    }

    [Theory]
    [InlineData(1_000, 0, "tokensPerMonth")]
    [InlineData(0, 5_000, "computeMsPerMonth")]
    public async Task What_an_answer_used_beyond_its_estimate_counts_too(long tokens, long computeMs, string limit)
    {
        var caller = Some.Caller(Some.Plan with { TokensPerMonth = 1_000, ComputeMsPerMonth = 5_000 });

        Settle(await world.CallAsync(caller), tokens, computeMs);
        await world.PassAsync(UntilQuiet);

        Assert.Equal(limit, Assert.IsType<Failure.LimitExceeded>((await world.CallAsync(caller, process: 1)).Failure).Limit.Name);
    }

    [Fact]
    public async Task A_reservation_is_settled_once()
    {
        var caller = CallerWith(1_000);
        var reserved = await world.CallAsync(caller);

        Settle(reserved, tokens: 42);
        Settle(reserved, tokens: 1_000);
        Settle(await world.CallAsync(caller), tokens: 8);
        Settle(reserved, tokens: 1_000);
        await world.PassAsync(UntilQuiet);

        Assert.Equal((2L, 50L), (world.LedgerOf(caller).Used.Requests, world.LedgerOf(caller).Used.Tokens));
    }

    [Fact]
    public async Task What_telemetry_adds_counts()
    {
        var caller = Some.Caller(Some.Plan with { TokensPerMonth = 10_000 });
        Settle(await world.CallAsync(caller), tokens: 1);
        await world.PassAsync(UntilQuiet);

        await world.Store.SetExtraAsync(caller.User.UserId, "2026-11", 9_999, 0, 0, default);
        await world.PassAsync(TimeSpan.FromSeconds(10));

        Assert.Equal("tokensPerMonth", Assert.IsType<Failure.LimitExceeded>((await world.CallAsync(caller)).Failure).Limit.Name);
        Assert.Equal(10_000, (await world[1].ReadUsedAsync(caller, default)).Used.Tokens);
    }

    [Fact]
    public async Task Fractions_of_a_millionth_of_a_dollar_add_up()
    {
        var caller = CallerWith(10_000);
        for (var number = 0; number < 1_000; number++)
        {
            Settle(await world.CallAsync(caller), costUsd: 0.000_000_3m);
        }

        await world.PassAsync(UntilQuiet);
        Assert.InRange(world.LedgerOf(caller).Used.CostMicros, 299, 300);
    }

    [Fact]
    public async Task A_caller_who_left_uses_nothing()
    {
        var caller = CallerWith(2);
        var slow = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Store.Before = _ => slow.Task;
        using var leaving = new CancellationTokenSource();

        var left = world[0].ReserveAsync(caller, "agt_1", QuotaWorld.Runtime, leaving.Token).AsTask();
        await leaving.CancelAsync();
        slow.SetResult();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);

        Assert.Equal(2, (await world.CallAllAsync(caller, 5)).Count(result => result.Succeeded));
    }

    [Fact]
    public async Task A_users_limit_is_nobody_elses()
    {
        var (one, other) = (CallerWith(3), CallerWith(3));

        Assert.Equal(3, (await world.CallAllAsync(one, 20)).Count(result => result.Succeeded));

        Assert.Equal(3, (await world.CallAllAsync(other, 20)).Count(result => result.Succeeded));
    }

    [Fact]
    public async Task What_lies_unused_does_not_count_as_used()
    {
        var caller = CallerWith(1_000);
        await world.CallAsync(caller);

        var (period, used) = await world[0].ReadUsedAsync(caller, default);

        Assert.Equal(("2026-11", 1L), (period.Key, used.Requests));
    }

    [Fact]
    public async Task A_caller_is_told_how_many_requests_are_left()
    {
        var caller = CallerWith(10);

        var standings = new List<LimitStanding>();
        for (var number = 0; number < 10; number++)
        {
            standings.Add((await world.CallAsync(caller)).Value.Standing);
        }

        Assert.Equal(Enumerable.Range(0, 10).Reverse().Select(left => (long)left), standings.Select(standing => standing.Remaining));
        Assert.Equal((10L, TimeSpan.FromHours((7 * 24) + 12)), (standings[0].Limit, standings[0].ResetsIn));
    }

    [Fact]
    public async Task A_stop_gives_everything_back_and_ends_the_leases()
    {
        Caller[] callers = [CallerWith(1_000), CallerWith(1_000), CallerWith(1_000)];
        foreach (var caller in callers)
        {
            await world.CallAsync(caller);
        }

        await world[0].ReturnAllAsync(default);

        foreach (var caller in callers)
        {
            var ledger = world.LedgerOf(caller);
            Assert.Equal(1, ledger.Taken.Requests);
            Assert.Empty(ledger.Leases);
        }
    }

    [Fact]
    public async Task One_account_that_cannot_be_given_back_does_not_keep_the_others()
    {
        Caller[] callers = [CallerWith(1_000), CallerWith(1_000), CallerWith(1_000)];
        foreach (var caller in callers)
        {
            await world.CallAsync(caller);
        }

        var calls = 0;
        world.Store.Before = _ => Interlocked.Increment(ref calls) == 1 ? Task.FromException(new IOException("storage is down")) : Task.CompletedTask;
        await Assert.ThrowsAsync<AggregateException>(() => world[0].ReturnAllAsync(default));

        var ledgers = callers.Select(world.LedgerOf);
        Assert.Equal(2, ledgers.Count(ledger => ledger.Leases.Count == 0 && ledger.Taken.Requests == 1));
    }

    [Fact]
    public async Task A_fault_of_storage_is_told_and_the_next_caller_finds_what_was_taken()
    {
        var caller = CallerWith(2);
        world.Store.AfterWrite = () => Task.FromException(new IOException("the answer is lost"));
        await Assert.ThrowsAsync<IOException>(() => world.CallAsync(caller));
        world.Store.AfterWrite = () => Task.CompletedTask;

        Assert.Equal(2, (await world.CallAllAsync(caller, 5)).Count(result => result.Succeeded));
    }

    [Fact]
    public async Task A_user_who_has_been_quiet_for_long_is_forgotten_and_known_again()
    {
        var caller = CallerWith(3);
        Settle(await world.CallAsync(caller));
        await world.PassAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(2, (await world.CallAllAsync(caller, 5)).Count(result => result.Succeeded));
    }

    private static Caller CallerWith(long? limit, Caller? before = null) => (before ?? Some.Caller()) with { Plan = Some.Plan with { RequestsPerMonth = limit } };

    private void Settle(Result<QuotaReservation> reserved, long tokens = 0, long computeMs = 0, decimal costUsd = 0) =>
        world[0].Settle(new QuotaSettlement(reserved.Value, tokens, computeMs, costUsd));
}
