using FsCheck;
using FsCheck.Fluent;
using Webhost.Core.Agents;
using Webhost.Core.Invocation;
using Webhost.Core.Metrics;
using Webhost.Core.Telemetry;
using Webhost.Core.Tests.Doubles;

namespace Webhost.Core.Tests.Telemetry;

/// <summary>
/// Whatever is repeated, shuffled, broken off or rolled up twice and at once: in the end each invocation counts once, with what the gateway measured and what
/// the workload reported.
/// </summary>
[Collection(AzuriteCollection.Name)]
public sealed class TelemetryTotalsTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private const int Histories = 12;

    private static readonly Gen<History> AnyHistory =
        from invocations in Gen.Choose(1, 60).SelectMany(count => AnyInvocation.ListOf(count))
        from seed in Gen.Choose(0, int.MaxValue)
        select new History([.. invocations], seed);

    private static Gen<Fact> AnyInvocation =>
        from sides in Gen.Choose(1, 3)
        from times in Gen.Choose(1, 5)
        from minute in Gen.Choose(0, 119)
        from reportedTokens in Gen.Choose(0, 1_000)
        from measuredTokens in Gen.Choose(0, 1_000)
        from computeMs in Gen.Choose(0, 5_000)
        from durationMs in Gen.Choose(0, 5_000)
        from failed in Gen.Choose(0, 3)
        select new Fact(sides, times, minute, reportedTokens, measuredTokens, computeMs, durationMs, failed == 0);

    private World world = null!;

    public async Task InitializeAsync() => world = await World.CreateAsync(azurite);

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Totals_equal_the_truth_whatever_is_repeated_shuffled_and_broken_off()
    {
        foreach (var history in AnyHistory.Sample(50, Histories))
        {
            await CheckAsync(history);
        }
    }

    private async Task CheckAsync(History history)
    {
        var random = new Random(history.Seed);
        var agentId = AgentId.New(world.Clock).Value;
        var userId = Some.Caller().User.UserId;
        var hour = MetricHour.Floor(world.Clock.GetUtcNow()).AddHours(-3);
        var invocations = history.Facts.Select(fact => (Fact: fact, Id: InvocationId.New(new FakeClock(hour.AddMinutes(fact.Minute))))).ToArray();
        var sends = invocations.SelectMany(item => Enumerable.Repeat(item, item.Fact.Times)).OrderBy(_ => random.Next()).ToArray();

        foreach (var batch in sends.Chunk(random.Next(1, 40)))
        {
            await SendAsync(random, batch, agentId, userId);
            if (random.Next(4) == 0)
            {
                await RollUpTwiceAtOnceAsync(random);
            }
        }

        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await RollUpTwiceAtOnceAsync(random);
        await world.Get<HourlyRollups>().RunAsync(default);

        var rollups = new List<HourlyRollup>();
        await foreach (var rollup in world.Get<IHourlyStore>().ReadAsync(agentId, hour, hour.AddHours(3), default))
        {
            rollups.Add(rollup);
        }

        var truth = Truth(history.Facts);
        Assert.Equal(truth, (rollups.Sum(rollup => rollup.Requests), rollups.Sum(rollup => rollup.Tokens), rollups.Sum(rollup => rollup.ComputeMs), rollups.Sum(rollup => rollup.Errors.Values.Sum())));
        Assert.Equal(truth.Requests, rollups.Sum(rollup => rollup.Durations.Values.Sum()));
        var periods = new[] { hour, hour.AddHours(1) }.Select(time => $"{time:yyyy-MM}").Distinct();
        var usage = await Task.WhenAll(periods.Select(period => world.Get<IHourlyStore>().ReadUsageAsync(userId, period, default)));
        Assert.Equal((truth.Requests, truth.Tokens, truth.ComputeMs), (usage.Sum(part => part.TotalRequests), usage.Sum(part => part.TotalTokens), usage.Sum(part => part.TotalComputeMs)));
        Assert.DoesNotContain(await world.Get<ITelemetryStore>().ListDirtyAsync(default), mark => mark.Hour.AgentId == agentId);
    }

    /// <summary>Sends a batch until it is acknowledged, as a workload and the gateway do.</summary>
    private async Task SendAsync(Random random, (Fact Fact, InvocationId Id)[] batch, string agentId, string userId)
    {
        var store = world.Get<ITelemetryStore>();
        var events = batch.Where(item => item.Fact.Reported).DistinctBy(item => item.Id).Select(item => Event(item.Fact, item.Id, agentId, userId)).ToArray();
        var measurements = batch.Where(item => item.Fact.Measured).DistinctBy(item => item.Id).Select(item => Measurement(item.Fact, item.Id, agentId, userId)).ToArray();
        while (true)
        {
            world.Fuse.Set(random.Next(1, 40), afterItsEffect: random.Next(2) == 0);
            try
            {
                await store.AddEventsAsync(events, default);
                await store.AddMeasurementsAsync(measurements, default);
                return;
            }
            catch (CrashException)
            {
                // Not acknowledged: it is sent again.
            }
            finally
            {
                world.Fuse.Set(int.MaxValue, afterItsEffect: false);
            }
        }
    }

    private async Task RollUpTwiceAtOnceAsync(Random random)
    {
        world.Fuse.Set(random.Next(1, 30), afterItsEffect: random.Next(2) == 0);
        try
        {
            await Task.WhenAll(world.Get<HourlyRollups>().RunAsync(default), world.Get<HourlyRollups>().RunAsync(default));
        }
        catch (Exception exception) when (exception is CrashException or AggregateException)
        {
            // A later run does it.
        }

        world.Fuse.Set(int.MaxValue, afterItsEffect: false);
    }

    private static (long Requests, long Tokens, long ComputeMs, long Errors) Truth(IReadOnlyList<Fact> facts) => (
        facts.Count,
        facts.Sum(fact => Math.Max(fact.Reported ? fact.ReportedTokens : 0L, fact.Measured ? fact.MeasuredTokens : 0L)),
        facts.Sum(fact => fact.Measured ? fact.DurationMs : (long)fact.ComputeMs),
        facts.Count(fact => fact.Failed));

    private static MeteredEvent Event(Fact fact, InvocationId id, string agentId, string userId) => new()
    {
        InvocationId = id,
        UserId = userId,
        AgentId = agentId,
        DeploymentId = "dep_1",
        RuntimeProvider = FakeRuntime.Name,
        Timestamp = id.CreatedAt,
        Tokens = fact.ReportedTokens,
        ComputeMs = fact.ComputeMs,
        ErrorClass = fact.Failed ? "tool" : null,
    };

    private static InvocationMeasurement Measurement(Fact fact, InvocationId id, string agentId, string userId) => new()
    {
        InvocationId = id,
        UserId = userId,
        AgentId = agentId,
        DeploymentId = "dep_1",
        RuntimeProvider = FakeRuntime.Name,
        SessionId = "ses_1",
        TraceId = "trace",
        StartedAt = id.CreatedAt,
        DurationMs = fact.DurationMs,
        Tokens = fact.MeasuredTokens,
        ErrorClass = fact.Failed ? "tool" : null,
    };

    private sealed record Fact(int Sides, int Times, int Minute, int ReportedTokens, int MeasuredTokens, int ComputeMs, int DurationMs, bool Failed)
    {
        public bool Reported => (Sides & 1) != 0;

        public bool Measured => (Sides & 2) != 0;
    }

    private sealed record History(IReadOnlyList<Fact> Facts, int Seed);
}
