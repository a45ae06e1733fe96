using FsCheck;
using FsCheck.Fluent;
using Webhost.Contracts.Metrics;
using Webhost.Core.Invocation;
using Webhost.Core.Limits;
using Webhost.Core.Metrics;
using Webhost.Core.Telemetry;
using Webhost.Core.Tests.Doubles;

namespace Webhost.Core.Tests.Telemetry;

/// <summary>
/// Whatever is repeated, shuffled, late, broken off, rolled up twice and at once, and whichever of two processes dies: in the end each invocation counts once,
/// with what the gateway measured and what the workload reported.
/// </summary>
[Collection(AzuriteCollection.Name)]
public sealed class TelemetryTotalsTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private const int Histories = 12;
    private const decimal MicrosOfDollar = 1_000_000;

    private static readonly Gen<History> AnyHistory =
        from invocations in Gen.Choose(1, 20).SelectMany(count => AnyInvocation.ListOf(count))
        from seed in Gen.Choose(0, int.MaxValue)
        select new History([.. invocations], seed);

    private static Gen<Fact> AnyInvocation =>
        from sides in Gen.Choose(1, 3)
        from times in Gen.Choose(1, 5)
        from hoursAgo in Gen.Elements(0, 1, 2, 24, 45)
        from minute in Gen.Choose(0, 59)
        from deployment in Gen.Choose(0, 1)
        from reportedTokens in Gen.Choose(0, 1_000)
        from measuredTokens in Gen.Frequency((1, Gen.Constant(0)), (2, Gen.Choose(1, 1_000)))
        from computeMs in Gen.Choose(0, 5_000)
        from durationMs in Gen.Choose(0, 5_000)
        from failed in Gen.Choose(0, 3)
        select new Fact(sides, times, hoursAgo, minute, deployment, reportedTokens, measuredTokens, computeMs, durationMs, failed == 0);

    private World one = null!;
    private World two = null!;

    public async Task InitializeAsync()
    {
        one = await World.CreateAsync(azurite);
        two = await World.CreateAsync(azurite, one);
    }

    public async Task DisposeAsync()
    {
        await one.DisposeAsync();
        await two.DisposeAsync();
    }

    [Fact]
    public async Task Totals_equal_the_truth_whatever_is_repeated_shuffled_late_and_broken_off()
    {
        foreach (var history in AnyHistory.Sample(Histories))
        {
            try
            {
                await CheckAsync(history);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"The history with the seed {history.Seed} of:\n{string.Join('\n', history.Facts)}", exception);
            }
        }
    }

    [Fact]
    public async Task Totals_equal_the_truth_whichever_request_to_storage_is_the_last_of_its_process()
    {
        var facts = new[]
        {
            new Fact(Sides: 3, Times: 2, HoursAgo: 0, Minute: 1, Deployment: 0, ReportedTokens: 5, MeasuredTokens: 9, ComputeMs: 1, DurationMs: 2, Failed: true),
            new Fact(Sides: 1, Times: 2, HoursAgo: 0, Minute: 2, Deployment: 0, ReportedTokens: 7, MeasuredTokens: 0, ComputeMs: 3, DurationMs: 0, Failed: false),
            new Fact(Sides: 2, Times: 1, HoursAgo: 0, Minute: 3, Deployment: 1, ReportedTokens: 0, MeasuredTokens: 0, ComputeMs: 0, DurationMs: 4, Failed: false),
        };
        var burnt = true;
        for (var request = 1; burnt; request++)
        {
            burnt = false;
            foreach (var afterItsEffect in new[] { false, true })
            {
                var run = await Happening.StartAsync(one, two, facts);
                one.Fuse.Set(request, afterItsEffect);
                await run.SendAsync(one, run.Items, packed: false);
                await run.SendAsync(one, run.Items[..1], packed: true);
                one.Clock.Advance(DirtyHour.Settled);
                await run.RollUpAsync(one);
                burnt |= one.Fuse.Burnt;
                one.Fuse.Set(int.MaxValue, afterItsEffect: false);

                await run.RollUpAsync(one);
                await AssertTruthAsync(run);
            }
        }
    }

    private async Task CheckAsync(History history)
    {
        var random = new Random(history.Seed);
        var run = await Happening.StartAsync(one, two, history.Facts);
        var sends = run.Items.SelectMany(item => Enumerable.Repeat(item, item.Fact.Times)).OrderBy(_ => random.Next()).ToArray();
        foreach (var batches in sends.Chunk(random.Next(3, 20)).Chunk(3))
        {
            // Concurrent reports to two processes, each of which may die at any request.
            SetFuses(random, 25);
            await Task.WhenAll(batches.Select(batch => run.SendAsync(random.Next(2) == 0 ? one : two, batch, packed: random.Next(3) == 0)));
            one.Clock.Advance(TimeSpan.FromSeconds(random.Next(0, 40)));
            if (random.Next(3) == 0)
            {
                SetFuses(random, 40);
                await Task.WhenAll(run.RollUpAsync(one), run.RollUpAsync(two));
            }
        }

        one.Fuse.Set(int.MaxValue, afterItsEffect: false);
        two.Fuse.Set(int.MaxValue, afterItsEffect: false);
        AssertMetrics(run, await run.Agent.MetricsAsync(TimeSpan.FromDays(3), "1h"), "before the last roll-up");
        one.Clock.Advance(DirtyHour.Settled);
        await Task.WhenAll(run.RollUpAsync(one), run.RollUpAsync(two));
        await run.RollUpAsync(one);
        await AssertTruthAsync(run);
        foreach (var step in new[] { "5m", "1h", "1d" })
        {
            AssertMetrics(run, await run.Agent.MetricsAsync(TimeSpan.FromDays(3), step), step);
        }
    }

    private void SetFuses(Random random, int most)
    {
        foreach (var process in new[] { one, two })
        {
            process.Fuse.Set(random.Next(1, most), afterItsEffect: random.Next(2) == 0);
        }
    }

    private async Task AssertTruthAsync(Happening run)
    {
        var store = one.Get<IHourlyStore>();
        var (first, last) = (run.Now.AddDays(-4), run.Now.AddDays(1));
        var hours = await store.ReadHoursAsync(run.Agent.AgentId, first, last, default).SelectMany(hour => hour.Deployments).ToListAsync();
        var days = await store.ReadDaysAsync(run.Agent.AgentId, first, last, default).SelectMany(day => day.Deployments).ToListAsync();
        var minutes = await store.ReadMinutesAsync(run.Agent.AgentId, first, last, default).SelectMany(hour => hour).ToListAsync();
        Assert.All([hours, days, minutes], parts => Assert.Equal(run.Truth, Sum(parts)));
        Assert.Equal(run.Truth.Requests, hours.Sum(part => part.Durations.Values.Sum()));

        var periods = hours.Select(hour => BillingPeriod.Of(hour.Start, anchor: null)).Distinct().ToArray();
        var usage = await Task.WhenAll(periods.Select(period => store.ReadUsageAsync(run.Agent.UserId, period, default)));
        Assert.Equal(
            (run.Truth.Requests, run.Truth.Tokens, run.Truth.ComputeMs),
            Sum(usage.Select(part => part.Agents.GetValueOrDefault(run.Agent.AgentId, RuntimeUsage.None)).Aggregate(RuntimeUsage.None, (sum, part) => sum + part)));
        Assert.All(usage, part => Assert.Equal(
            (part.Extra.Tokens, part.Extra.ComputeMs, (long)decimal.Round(part.Extra.CostUsd * MicrosOfDollar)), one.Corrections.Extra[(run.Agent.UserId, part.Period)]));
        Assert.Equal(run.Settled, (hours.Sum(part => part.Settled.Tokens), hours.Sum(part => part.Settled.ComputeMs)));
        Assert.False(await run.Agent.IsDirtyAsync());
    }

    private static void AssertMetrics(Happening run, AgentMetrics metrics, string what)
    {
        var totals = metrics.Totals;
        Assert.Equal((what, run.Truth), (what, (totals.Requests, totals.Tokens, totals.ComputeMs, totals.Errors, totals.Unreported + totals.AwaitingReport)));
        Assert.Equal((what, totals.Requests, totals.Tokens), (what, metrics.Series.Sum(point => point.Requests), metrics.Series.Sum(point => point.Tokens)));
    }

    private static (long, long, long, long, long) Sum(IReadOnlyList<DeploymentRollup> parts) => (
        parts.Sum(part => part.Requests), parts.Sum(part => part.Tokens), parts.Sum(part => part.ComputeMs), parts.Sum(part => part.Errors.Values.Sum()), parts.Sum(part => part.Unreported));

    private static (long, long, long) Sum(RuntimeUsage usage) => (usage.Requests, usage.Tokens, usage.ComputeMs);

    private sealed record Fact(int Sides, int Times, int HoursAgo, int Minute, int Deployment, int ReportedTokens, int MeasuredTokens, int ComputeMs, int DurationMs, bool Failed)
    {
        public const int EstimatedTokens = 3;

        public bool Reported => (Sides & 1) != 0;

        public bool Measured => (Sides & 2) != 0;

        public long Tokens => Reported ? Math.Max(ReportedTokens, Measured ? MeasuredTokens : 0) : MeasuredTokens > 0 ? MeasuredTokens : EstimatedTokens;
    }

    private sealed record History(IReadOnlyList<Fact> Facts, int Seed);

    /// <summary>One history as it happens, to an agent of its own.</summary>
    private sealed class Happening
    {
        private Happening(MeteredAgent agent, DateTimeOffset now, IReadOnlyList<Fact> facts)
        {
            Agent = agent;
            Now = now;
            var hour = MetricHour.Floor(now).AddHours(-1);
            Items = [.. facts.Select(fact => (fact, MeteredAgent.IdAt(hour.AddHours(-fact.HoursAgo).AddMinutes(fact.Minute + 0.5))))];
            Truth = (
                facts.Count, facts.Sum(fact => fact.Tokens), facts.Sum(fact => fact.Measured ? fact.DurationMs : (long)fact.ComputeMs), facts.Count(fact => fact.Failed), facts.Count(fact => !fact.Reported));
            Settled = (facts.Where(fact => fact.Measured).Sum(fact => (long)fact.MeasuredTokens), facts.Where(fact => fact.Measured).Sum(fact => (long)fact.DurationMs));
        }

        public MeteredAgent Agent { get; }

        public DateTimeOffset Now { get; }

        public (Fact Fact, InvocationId Id)[] Items { get; }

        public (long Requests, long Tokens, long ComputeMs, long Errors, long Unreported) Truth { get; }

        public (long Tokens, long ComputeMs) Settled { get; }

        public static async Task<Happening> StartAsync(World one, World two, IReadOnlyList<Fact> facts)
        {
            one.Fuse.Set(int.MaxValue, afterItsEffect: false);
            two.Fuse.Set(int.MaxValue, afterItsEffect: false);
            var agent = await MeteredAgent.NewAsync(one, deployments: 2);

            // All that is reported of it comes after its making.
            one.Clock.Advance(TimeSpan.FromDays(2.2));
            return new Happening(agent, one.Clock.GetUtcNow(), facts);
        }

        /// <summary>Sends what a workload and the gateway know of some invocations, again and again until it is acknowledged.</summary>
        public async Task SendAsync(World process, (Fact Fact, InvocationId Id)[] batch, bool packed)
        {
            var measurements = batch.Where(item => item.Fact.Measured).DistinctBy(item => item.Id).Select(Measurement).ToArray();
            foreach (var deployment in batch.Where(item => item.Fact.Reported).GroupBy(item => item.Fact.Deployment))
            {
                var events = deployment.Select(Event).ToArray();
                await UntilDoneAsync(process, async () => Assert.Empty(
                    (await Agent.SendAsync(process, Report.Of(process.Clock.GetUtcNow(), events), Agent.Deployments[deployment.Key], packed)).Value.Rejected));
            }

            await UntilDoneAsync(process, () => process.Get<ITelemetryStore>().AddMeasurementsAsync(measurements, default));
        }

        /// <summary>Rolls up once; when the process dies, a later run does it.</summary>
        public async Task RollUpAsync(World process)
        {
            try
            {
                await Agent.Rollups(process).RunAsync(default);
            }
            catch (Exception exception) when (exception is CrashException or AggregateException)
            {
                process.Fuse.Restart();
            }
        }

        private static async Task UntilDoneAsync(World process, Func<Task> send)
        {
            while (true)
            {
                try
                {
                    await send();
                    return;
                }
                catch (CrashException)
                {
                    process.Fuse.Restart();
                }
            }
        }

        private static string Event((Fact Fact, InvocationId Id) item) => Report.Event(
            item.Id.Value,
            item.Id.CreatedAt,
            $"\"llmTokens\":{item.Fact.ReportedTokens},\"computeMs\":{item.Fact.ComputeMs},\"errors\":{(item.Fact.Failed ? 1 : 0)},\"errorClass\":\"tool\"");

        private InvocationMeasurement Measurement((Fact Fact, InvocationId Id) item) => Agent.Measurement(item.Id, Agent.Deployments[item.Fact.Deployment]) with
        {
            DurationMs = item.Fact.DurationMs,
            Tokens = item.Fact.MeasuredTokens,
            EstimatedTokens = item.Fact.MeasuredTokens == 0 ? Fact.EstimatedTokens : 0,
            ErrorClass = item.Fact.Failed ? "tool" : null,
        };
    }
}
