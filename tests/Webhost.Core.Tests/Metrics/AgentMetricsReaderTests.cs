using Webhost.Contracts.Metrics;
using Webhost.Core.Agents;
using Webhost.Core.Invocation;
using Webhost.Core.Metrics;
using Webhost.Core.Results;
using Webhost.Core.Storage;
using Webhost.Core.Telemetry;
using Webhost.Core.Tests.Doubles;
using Webhost.Core.Tests.Telemetry;

namespace Webhost.Core.Tests.Metrics;

[Collection(AzuriteCollection.Name)]
public sealed class AgentMetricsReaderTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private static readonly string[] Steps = ["1m", "1h", "6h", "1d"];

    private World world = null!;
    private MeteredAgent agent = null!;
    private DateTimeOffset hour;

    private DateTimeOffset Now => world.Clock.GetUtcNow();

    public async Task InitializeAsync()
    {
        world = await World.CreateAsync(azurite);
        agent = await MeteredAgent.NewAsync(world, deployments: 2);
        world.Clock.Advance(TimeSpan.FromDays(2));
        hour = MetricHour.Floor(Now).AddHours(-3);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task An_invocation_without_its_event_counts_with_what_the_gateway_measured_and_shows_as_unreported_when_its_time_is_over()
    {
        var silent = MeteredAgent.IdAt(MetricHour.Floor(Now));
        await agent.MeasureAsync(agent.Measurement(silent) with { EstimatedTokens = 8 });

        var young = (await TotalsAsync("1h"));
        world.Clock.Advance(TimeSpan.FromMinutes(75));
        var old = await TotalsAsync("1h");
        await RollUpAsync();
        var rolledUp = await TotalsAsync("1d");

        Assert.Equal((0, 1), (young.Unreported, young.AwaitingReport));
        Assert.All([young, old, rolledUp], totals => Assert.Equal((1, 8, 8, 20), (totals.Requests, totals.Tokens, totals.EstimatedTokens, totals.ComputeMs)));
        Assert.All([old, rolledUp], totals => Assert.Equal((1, 0), (totals.Unreported, totals.AwaitingReport)));
    }

    [Fact]
    public async Task An_event_that_comes_after_its_time_is_not_counted_twice_and_takes_the_place_of_the_estimate()
    {
        var late = IdAt(5);
        await agent.MeasureAsync(agent.Measurement(late) with { EstimatedTokens = 8 });
        await RollUpAsync();
        Assert.Equal(1, (await TotalsAsync("1h")).Unreported);

        await agent.ReportAsync(late);
        await RollUpAsync();

        Assert.All(await AllTotalsAsync(), totals => Assert.Equal((1, 10, 0, 20, 0), (totals.Requests, totals.Tokens, totals.EstimatedTokens, totals.ComputeMs, totals.Unreported)));
    }

    [Fact]
    public async Task What_a_late_report_claims_of_the_time_before_its_agent_counts_as_it_does_in_usage()
    {
        var young = await MeteredAgent.NewAsync(world);
        await young.ReportAsync(MeteredAgent.IdAt(Now.AddHours(-32)));

        var open = (await young.MetricsAsync(TimeSpan.FromDays(4), "1h")).Totals;
        world.Clock.Advance(DirtyHour.Settled);
        await young.Rollups().RunAsync(default);

        Assert.Equal((1, 10), (open.Requests, open.Tokens));
        foreach (var step in Steps)
        {
            var totals = (await young.MetricsAsync(step == "1m" ? TimeSpan.FromHours(33) : TimeSpan.FromDays(4), step)).Totals;
            Assert.Equal((1, 10), (totals.Requests, totals.Tokens));
        }
    }

    [Fact]
    public async Task The_same_use_costs_the_same_whatever_the_step()
    {
        var (busy, silent) = (IdAt(5), IdAt(6));
        await agent.SendAsync(world, Report.Of(Now, Report.Event(busy.Value, busy.CreatedAt, "\"cloudflare\":{\"durableObjectOps\":5}")));
        await agent.MeasureAsync(agent.Measurement(silent));
        await RollUpAsync();

        Assert.All(await AllTotalsAsync(), totals => Assert.Equal(0.006, totals.CostUsd, 9));
    }

    [Fact]
    public async Task What_only_some_runtimes_count_is_summed_by_runtime_whatever_the_step()
    {
        var (one, two) = (IdAt(5), IdAt(6));
        await agent.SendAsync(world, Report.Of(
            Now,
            Report.Event(one.Value, one.CreatedAt, "\"cloudflare\":{\"durableObjectOps\":5,\"workersAICalls\":3}"),
            Report.Event(two.Value, two.CreatedAt, "\"cloudflare\":{\"durableObjectOps\":1},\"agentcore\":{\"browserInteractions\":2}")));
        await agent.MeasureAsync(agent.Measurement(two) with { SessionDurationMs = 700 });
        await RollUpAsync();

        Assert.All(
            (await AllTotalsAsync()).Select(totals => totals.Runtimes[FakeRuntime.Name]),
            sums => Assert.Equal((6, 3, 700, 2), (sums.DurableObjectOps, sums.WorkersAICalls, sums.SessionDurationMs, sums.BrowserInteractions)));
    }

    [Fact]
    public async Task A_stream_whose_client_left_counts_for_what_ran()
    {
        var left = IdAt(5);
        await agent.MeasureAsync(agent.Measurement(left) with { DurationMs = 700, EstimatedTokens = 3, ErrorClass = "unknown", ErrorMessage = "The client left." });
        Assert.Equal((3, 700, 1), await UsedAsync());

        await agent.SendAsync(world, Report.Of(Now, Report.Event(left.Value, left.CreatedAt, "\"llmTokens\":44,\"computeMs\":650")));

        Assert.Equal((44, 700, 1), await UsedAsync());

        async Task<(long, long, long)> UsedAsync() => await TotalsAsync("1h") is var totals ? (totals.Tokens, totals.ComputeMs, totals.Errors) : default;
    }

    [Fact]
    public async Task An_invocation_whose_gateway_died_before_it_could_write_counts_by_its_event_alone()
    {
        await agent.ReportAsync(IdAt(5));
        await RollUpAsync();

        Assert.All(await AllTotalsAsync(), totals => Assert.Equal((1, 10, 5, 0), (totals.Requests, totals.Tokens, totals.ComputeMs, totals.Unreported)));
    }

    [Fact]
    public async Task Percentiles_are_those_of_all_deployments_together_and_runtimes_can_be_compared()
    {
        var measurements = Enumerable.Range(1, 100).Select(number => agent.Measurement(IdAt(number / 2), agent.Deployments[number % 2]) with
        {
            DurationMs = 10 * number,
            RuntimeProvider = number <= 20 ? "other" : FakeRuntime.Name,
            ErrorClass = number % 10 == 0 ? "tool" : null,
        });
        await agent.MeasureAsync([.. measurements]);
        await RollUpAsync();

        var totals = await TotalsAsync("1d");

        Assert.InRange(totals.P50Ms!.Value, 480, 520);
        Assert.InRange(totals.P99Ms!.Value, 960, 1_020);
        Assert.Equal((20, 2, 80, 8), (totals.Runtimes["other"].Requests, totals.Runtimes["other"].Errors, totals.Runtimes[FakeRuntime.Name].Requests, totals.Runtimes[FakeRuntime.Name].Errors));
        Assert.InRange(totals.Runtimes["other"].P95Ms!.Value, 180, 200);
        Assert.InRange(totals.Runtimes[FakeRuntime.Name].P50Ms!.Value, 580, 630);
        Assert.True(totals.Runtimes[FakeRuntime.Name].CostUsd > 0);
        Assert.Equal(totals.CostUsd, totals.Runtimes.Values.Sum(runtime => runtime.CostUsd), 9);
    }

    [Fact]
    public async Task What_is_rolled_up_is_read_from_roll_ups_by_any_step_when_its_raw_events_are_gone()
    {
        await agent.MeasureAsync(agent.Measurement(IdAt(5)), agent.Measurement(IdAt(6)), agent.Measurement(MeteredAgent.IdAt(hour.AddHours(-25).AddMinutes(7))));
        await RollUpAsync();
        foreach (var start in new[] { hour, hour.AddHours(-25) })
        {
            await world.Get<IRawEventStore>().RemoveHourAsync(new MetricHour(agent.AgentId, start), int.MaxValue, default);
        }

        Assert.All(await AllTotalsAsync(), totals => Assert.Equal(3, totals.Requests));
        var minutes = await agent.MetricsAsync(TimeSpan.FromHours(33), "1m");
        Assert.Equal([7 - (25 * 60), 5, 6], minutes.Series.Where(point => point.Requests > 0).Select(point => (int)(point.Start - hour).TotalMinutes));
    }

    [Fact]
    public async Task What_came_after_the_roll_up_of_a_long_hour_is_added_to_it()
    {
        await agent.MeasureAsync([.. Enumerable.Range(0, 4).Select(minute => agent.Measurement(IdAt(minute)))]);
        await RollUpAsync();
        var key = new MetricHour(agent.AgentId, hour);
        var there = (await world.Get<IHourlyStore>().FindHourAsync(key, default))!;
        await world.Get<IHourlyStore>().TryReplaceHourAsync(key, there.Value with { Invocations = 1_000_000 }, minutes: null, there.ETag, default);

        // Late ones show with the next roll-up.
        await agent.MeasureAsync(agent.Measurement(IdAt(10)), agent.Measurement(IdAt(2)));

        Assert.All(await AllTotalsAsync(), totals => Assert.Equal(5, totals.Requests));
    }

    [Fact]
    public async Task Of_very_many_open_hours_the_newest_are_read_anew_and_the_others_show_as_they_were_rolled_up()
    {
        var hours = Enumerable.Range(0, 26).Select(ago => hour.AddHours(-ago)).ToArray();
        await agent.MeasureAsync([.. hours.Select(start => agent.Measurement(MeteredAgent.IdAt(start)))]);
        await RollUpAsync();
        await agent.Dirty.MarkAsync(agent.UserId, [.. hours.Select(start => new MetricHour(agent.AgentId, start))], default);

        await agent.MeasureAsync(agent.Measurement(IdAt(5)));
        await world.Get<IRawEventStore>().RemoveHourAsync(new MetricHour(agent.AgentId, hours[^1]), int.MaxValue, default);

        Assert.Equal(27, (await TotalsAsync("1h")).Requests);
    }

    [Fact]
    public async Task Another_tenants_metrics_are_not_found()
    {
        var query = MetricsQuery.Of(null, null, null, null, Now).Value;

        Assert.IsType<Failure.NotFound>((await world.Get<AgentMetricsReader>().ReadAsync(Some.Caller(), agent.AgentId, query, default)).Failure);
        Assert.IsType<Failure.NotFound>((await world.Get<AgentMetricsReader>().ReadErrorsAsync(Some.Caller(), agent.AgentId, new PageRequest(10, null), default)).Failure);
        Assert.IsType<Failure.NotFound>((await world.Get<AgentMetricsReader>().ReadAsync(world.Caller, AgentId.New(world.Clock).Value, query, default)).Failure);
    }

    private InvocationId IdAt(int minute) => MeteredAgent.IdAt(hour.AddMinutes(minute));

    private async Task RollUpAsync()
    {
        world.Clock.Advance(DirtyHour.Settled);
        await agent.Rollups().RunAsync(default);
        Assert.False(await agent.IsDirtyAsync());
    }

    private async Task<MetricsTotals> TotalsAsync(string step) => (await agent.MetricsAsync(step == "1m" ? TimeSpan.FromHours(33) : TimeSpan.FromDays(4), step)).Totals;

    private async Task<MetricsTotals[]> AllTotalsAsync()
    {
        var totals = new List<MetricsTotals>();
        foreach (var step in Steps)
        {
            totals.Add(await TotalsAsync(step));
        }

        return [.. totals];
    }
}
