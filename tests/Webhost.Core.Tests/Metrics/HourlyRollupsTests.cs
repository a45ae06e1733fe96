using Webhost.Core.Invocation;
using Webhost.Core.Limits;
using Webhost.Core.Metrics;
using Webhost.Core.Storage;
using Webhost.Core.Telemetry;
using Webhost.Core.Tests.Doubles;
using Webhost.Core.Tests.Telemetry;
using Webhost.Core.Users;

namespace Webhost.Core.Tests.Metrics;

[Collection(AzuriteCollection.Name)]
public sealed class HourlyRollupsTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private World world = null!;
    private MeteredAgent agent = null!;
    private DateTimeOffset hour;

    private IHourlyStore Store => world.Get<IHourlyStore>();

    public async Task InitializeAsync()
    {
        world = await World.CreateAsync(azurite);
        agent = await MeteredAgent.NewAsync(world);
        hour = MetricHour.Floor(world.Clock.GetUtcNow()).AddHours(-1);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task A_mark_that_is_younger_than_a_write_may_take_stays_and_its_hour_is_rolled_up_again()
    {
        await agent.ReportAsync(IdAt(1));

        Assert.Equal(1, await agent.Rollups().RunAsync(default));
        Assert.True(await agent.IsDirtyAsync());
        Assert.Equal(1, (await FindAsync()).Invocations);
        world.Clock.Advance(DirtyHour.Settled);
        Assert.Equal(1, await agent.Rollups().RunAsync(default));

        Assert.False(await agent.IsDirtyAsync());
        Assert.Equal(0, await agent.Rollups().RunAsync(default));
    }

    [Fact]
    public async Task A_roll_up_that_took_long_does_not_undo_what_another_process_did_meanwhile()
    {
        var slow = new HeldTelemetry(world.Get<ITelemetryStore>());
        await agent.ReportAsync(IdAt(1));
        world.Clock.Advance(DirtyHour.Settled);
        slow.Hold();
        var late = agent.Rollups(telemetry: slow).RunAsync(default);
        await Eventually.TrueAsync(() => slow.Waiting == 1, "the slow one to have read");

        await agent.ReportAsync(IdAt(2));
        world.Clock.Advance(DirtyHour.Settled);
        await agent.Rollups().RunAsync(default);
        Assert.False(await agent.IsDirtyAsync());
        slow.Release();
        await late;

        Assert.Equal(2, (await FindAsync()).Invocations);
        Assert.Equal(2, (await UsageAsync()).TotalRequests);
    }

    [Fact]
    public async Task A_slow_roll_up_leaves_the_mark_of_what_was_written_while_it_read()
    {
        var slow = new HeldTelemetry(world.Get<ITelemetryStore>());
        await agent.ReportAsync(IdAt(1));
        slow.Hold();
        var running = agent.Rollups(telemetry: slow).RunAsync(default);
        await Eventually.TrueAsync(() => slow.Waiting == 1, "the slow one to have read");

        // Under the mark that the slow one has seen: it shares it.
        await agent.ReportAsync(IdAt(2));
        world.Clock.Advance(2 * DirtyHour.Settled);
        slow.Release();
        await running;

        Assert.True(await agent.IsDirtyAsync());
        await agent.Rollups().RunAsync(default);
        Assert.Equal(2, (await FindAsync()).Invocations);
    }

    [Fact]
    public async Task Two_processes_that_roll_up_different_hours_of_a_day_at_once_both_show_in_the_day()
    {
        var day = new DateTimeOffset(world.Clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero).AddDays(-1);
        var (first, second) = (MeteredAgent.IdAt(day.AddHours(3)), MeteredAgent.IdAt(day.AddHours(5)));
        await agent.ReportAsync(first);
        var held = new HeldDays(Store);
        held.Hold();
        var slow = agent.Rollups(hourly: held).RunAsync(default);
        await Eventually.TrueAsync(() => held.Waiting == 1, "the slow one to have added the day up");

        await agent.ReportAsync(second);
        await agent.Rollups().RunAsync(default);
        held.Release();
        await slow;

        Assert.Equal(2, Assert.Single((await Store.FindDayAsync(agent.AgentId, day, default))!.Value.Deployments).Requests);
        Assert.Equal(2, (await Store.ReadUsageAsync(agent.UserId, new BillingPeriod("day", day, day.AddDays(1)), default)).TotalRequests);
    }

    [Fact]
    public async Task What_is_written_to_an_hour_without_its_raw_events_changes_nothing_and_is_counted()
    {
        using var counts = new Counts(world.Get<MetricsMeter>().Meter);
        await agent.ReportAsync(IdAt(1), IdAt(2));
        await agent.Rollups().RunAsync(default);
        var there = (await Store.FindHourAsync(new MetricHour(agent.AgentId, hour), default))!;
        await Store.TryReplaceHourAsync(new MetricHour(agent.AgentId, hour), there.Value with { RawRemoved = true }, minutes: null, there.ETag, default);
        await world.Get<IRawEventStore>().RemoveHourAsync(new MetricHour(agent.AgentId, hour), int.MaxValue, default);

        await agent.MeasureAsync(agent.Measurement(IdAt(3)));
        world.Clock.Advance(DirtyHour.Settled);
        await agent.Rollups().RunAsync(default);

        Assert.Equal(2, (await FindAsync()).Invocations);
        Assert.Equal(2, (await UsageAsync()).TotalRequests);
        Assert.False(await agent.IsDirtyAsync());
        Assert.Equal(1, counts["webhost.metrics.rollup.late"]);
    }

    [Fact]
    public async Task A_long_hour_is_not_read_again_at_each_run_but_in_the_end()
    {
        await agent.ReportAsync(IdAt(1));
        await ReplaceAsync(new HourRollup
        {
            UserId = agent.UserId,
            Start = hour,
            Revision = 1,
            ComputedAt = world.Clock.GetUtcNow(),
            Invocations = 600_000,
            Deployments = [],
        });

        world.Clock.Advance(TimeSpan.FromSeconds(100));
        await agent.Rollups().RunAsync(default);
        Assert.Equal(600_000, (await FindAsync()).Invocations);
        Assert.True(await agent.IsDirtyAsync());
        world.Clock.Advance(TimeSpan.FromSeconds(21));
        await agent.Rollups().RunAsync(default);

        Assert.Equal(1, (await FindAsync()).Invocations);
        Assert.False(await agent.IsDirtyAsync());
    }

    [Fact]
    public async Task An_hour_that_can_not_be_rolled_up_does_not_keep_the_others_and_stays_marked()
    {
        var failing = new HeldDays(Store) { Failing = hour };
        await agent.ReportAsync(IdAt(1), MeteredAgent.IdAt(hour.AddDays(-1)), MeteredAgent.IdAt(hour.AddDays(-1.5)));
        world.Clock.Advance(DirtyHour.Settled);

        await Assert.ThrowsAsync<AggregateException>(() => agent.Rollups(hourly: failing).RunAsync(default));

        Assert.Equal(hour, Assert.Single(await agent.Dirty.ReadAsync(default).ToListAsync()).Hour.Start);
        Assert.Equal(2, await Store.ReadHoursAsync(agent.AgentId, hour.AddDays(-2), hour, default).CountAsync());
    }

    [Fact]
    public async Task What_telemetry_adds_to_what_was_settled_is_handed_on_and_the_last_one_to_set_it_is_right()
    {
        var both = IdAt(1);
        await agent.MeasureAsync(agent.Measurement(both) with { Tokens = 4 }, agent.Measurement(IdAt(2)) with { EstimatedTokens = 6 });
        await agent.SendAsync(world, Report.Of(world.Clock.GetUtcNow(), Report.Event(both.Value, both.CreatedAt), Report.Event(IdAt(3).Value, both.CreatedAt)));
        await agent.Rollups().RunAsync(default);

        // 10 - 4 of the first, the estimate of the second, all of the third, which no gateway told of: 10 tokens, 5 ms and a request.
        Assert.Equal((22, 5, 1_000 + 22), Extra());

        var key = (agent.UserId, BillingPeriod.Of(hour, anchor: null).Key);
        var overtaken = 1;
        world.Corrections.Setting = async () =>
        {
            if (Interlocked.Exchange(ref overtaken, 0) == 1)
            {
                await agent.ReportAsync(IdAt(4));
                await agent.Rollups().RunAsync(default);
            }
        };
        await agent.Rollups().RunAsync(default);

        Assert.Equal((32, 10), (world.Corrections.Extra[key].Tokens, world.Corrections.Extra[key].ComputeMs));

        (long, long, long) Extra() => world.Corrections.Extra[(agent.UserId, BillingPeriod.Of(hour, anchor: null).Key)];
    }

    [Fact]
    public async Task What_workers_ai_was_asked_is_priced_and_told_to_limits()
    {
        var asked = IdAt(1);
        await agent.MeasureAsync(agent.Measurement(asked) with { Tokens = 10 });
        await agent.SendAsync(world, Report.Of(world.Clock.GetUtcNow(), Report.Event(asked.Value, asked.CreatedAt, "\"cloudflare\":{\"durableObjectOps\":1,\"workersAICalls\":3}")));

        await agent.Rollups().RunAsync(default);

        Assert.Equal(0.001m + 0.000_010m + 0.03m, Assert.Single((await Store.ReadHoursAsync(agent.AgentId, hour, hour.AddHours(1), default).ToListAsync()).SelectMany(read => read.Deployments)).CostUsd);
        Assert.Equal(30_000, world.Corrections.Extra[(agent.UserId, BillingPeriod.Of(hour, anchor: null).Key)].CostMicros);
    }

    [Fact]
    public async Task What_was_used_before_a_subscription_is_told_to_the_limits_of_then_and_not_to_its_own()
    {
        var users = world.Get<IUserStore>();
        await users.AddIfAbsentAsync(world.Caller.User with { UserId = agent.UserId, BillingAnchor = hour.AddDays(20).AddMinutes(41), BillingSince = hour.AddHours(1) }, default);
        await agent.ReportAsync(IdAt(1));
        await agent.Rollups().RunAsync(default);

        Assert.Equal([BillingPeriod.Of(hour, anchor: null).Key], world.Corrections.Extra.Keys.Where(key => key.UserId == agent.UserId).Select(key => key.Period));
    }

    [Fact]
    public async Task What_a_killed_gateway_measured_last_is_told_to_limits_and_what_still_runs_is_not()
    {
        var started = IdAt(1);
        var running = agent.Measurement(started) with { Unfinished = true, DurationMs = (long)(world.Clock.GetUtcNow() - started.CreatedAt).TotalMilliseconds };
        await agent.MeasureAsync(running);
        await agent.Rollups().RunAsync(default);
        Assert.Equal(0, ComputeMs());

        // Nothing marks the hour any more: the roll-up that clears the mark has to see it.
        world.Clock.Advance(DirtyHour.Settled);
        await agent.Rollups().RunAsync(default);
        Assert.Equal(running.DurationMs, ComputeMs());
        Assert.False(await agent.IsDirtyAsync());

        // It was alive after all, and settles what it measured.
        await agent.MeasureAsync(running with { Unfinished = false });
        await agent.Rollups().RunAsync(default);
        Assert.Equal(0, ComputeMs());

        long ComputeMs() => world.Corrections.Extra[(agent.UserId, BillingPeriod.Of(hour, anchor: null).Key)].ComputeMs;
    }

    [Fact]
    public async Task What_a_killed_gateway_had_reserved_comes_back_and_what_ran_takes_its_place()
    {
        var started = IdAt(1);
        var running = agent.Measurement(started) with
        {
            Unfinished = true,
            Tokens = 7,
            DurationMs = (long)(world.Clock.GetUtcNow() - started.CreatedAt).TotalMilliseconds,
        };
        await agent.MeasureAsync(running with { Reserved = new QuotaAmounts(1, 5_000, running.DurationMs + 400, 0) });
        await agent.Rollups().RunAsync(default);
        Assert.Equal((0, 0), Extra());

        world.Clock.Advance(DirtyHour.Settled);
        await agent.Rollups().RunAsync(default);
        Assert.Equal((7 - 5_000, -400), Extra());

        await agent.MeasureAsync(running with { Unfinished = false });
        await agent.Rollups().RunAsync(default);
        Assert.Equal((0, 0), Extra());

        (long Tokens, long ComputeMs) Extra() => world.Corrections.Extra[(agent.UserId, BillingPeriod.Of(hour, anchor: null).Key)] is var extra ? (extra.Tokens, extra.ComputeMs) : default;
    }

    [Fact]
    public async Task Usage_stays_when_its_agent_is_removed()
    {
        await agent.ReportAsync(IdAt(1));
        await agent.Rollups().RunAsync(default);

        Assert.True((await world.Get<Core.Deployments.AgentRemoval>().StartAsync(world.Caller, agent.AgentId, null, world.Orchestrations, default)).Succeeded);
        await world.Runner.RunAllAsync();
        world.Clock.Advance(DirtyHour.Settled);
        await agent.Rollups().RunAsync(default);

        Assert.Equal(1, (await UsageAsync()).Agents[agent.AgentId].Requests);
    }

    private InvocationId IdAt(int minute) => MeteredAgent.IdAt(hour.AddMinutes(minute));

    private async Task<HourRollup> FindAsync() => (await Store.FindHourAsync(new MetricHour(agent.AgentId, hour), default))!.Value;

    private Task<BillingUsage> UsageAsync() => Store.ReadUsageAsync(agent.UserId, BillingPeriod.Of(hour, anchor: null), default);

    private async Task ReplaceAsync(HourRollup rollup) => Assert.True(await Store.TryReplaceHourAsync(new MetricHour(agent.AgentId, hour), rollup, minutes: null, etag: null, default));
}
