using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Webhost.Core.Invocation;
using Webhost.Core.Limits;
using Webhost.Core.Telemetry;
using Webhost.Core.Tests.Doubles;
using Webhost.Core.Tests.Limits;

namespace Webhost.Core.Tests.Telemetry;

public sealed class MeteringWriterTests : IDisposable
{
    private readonly FakeClock clock = new();
    private readonly MemoryTelemetry store = new();
    private readonly MemoryQuotaStore quotaStore = new();
    private readonly MeteringQueue queue = new(new TelemetryOptions());
    private readonly QuotaGate quotas;
    private readonly MeteringWriter writer;

    public MeteringWriterTests()
    {
        quotas = new QuotaGate(quotaStore, clock);
        writer = new MeteringWriter(queue, store, store, quotas, clock, NullLogger<MeteringWriter>.Instance);
    }

    public void Dispose() => writer.Dispose();

    [Fact]
    public async Task A_graceful_stop_writes_the_rest_and_gives_unspent_quota_back()
    {
        var caller = Some.Caller();
        await quotas.ReserveAsync(caller, "agt_1", new FakeRuntime(), default);
        await writer.StartAsync(default);
        for (var number = 0; number < 5_000; number++)
        {
            queue.Add(Measurement($"ses_{number % 10}"));
        }

        await StopAsync();

        Assert.Equal(5_000, store.Written.Count);
        Assert.All(store.Touched.Values, count => Assert.Equal(500, count));
        Assert.Equal(1, (await quotaStore.ReadAsync(caller.User.UserId, "2026-11", default)).Taken.Requests);
    }

    [Fact]
    public async Task A_fault_of_storage_is_waited_out_and_nothing_is_counted_twice()
    {
        var faults = 3;
        var touchFaults = 3;
        store.Writing = () => Interlocked.Decrement(ref faults) >= 0 ? Task.FromException(new IOException("storage is down")) : Task.CompletedTask;
        store.Touching = touch => touch.SessionId == "ses_1" && Interlocked.Decrement(ref touchFaults) >= 0 ? Task.FromException(new IOException("storage is down")) : Task.CompletedTask;
        queue.Add(Measurement("ses_1"));
        queue.Add(Measurement("ses_2"));
        await writer.StartAsync(default);

        await Eventually.TrueAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                return store.Touched.Count == 2;
            },
            "both sessions");

        Assert.Equal(2, store.Written.Count);
        Assert.Equal((1, 1), (store.Touched["ses_1"], store.Touched["ses_2"]));
        await StopAsync();
    }

    [Fact]
    public async Task Sessions_that_were_opened_are_noted_together_and_those_that_are_known_by_then_counted_on()
    {
        store.Touched["ses_0"] = 1;
        foreach (var session in Enumerable.Range(0, 60))
        {
            queue.Add(Measurement($"ses_{session}") with { SessionOpened = true });
        }

        queue.Add(Measurement("ses_9"));
        queue.Add(Measurement("mine"));
        await writer.StartAsync(default);
        await StopAsync();

        Assert.Equal([50, 10], store.Openings.Select(opened => opened.Length).OrderDescending());
        Assert.Equal((2, 2, 1, 1), (store.Touched["ses_0"], store.Touched["ses_9"], store.Touched["ses_59"], store.Touched["mine"]));
        Assert.Equal(61, store.Touched.Count);
    }

    [Fact]
    public async Task A_time_out_inside_storage_does_not_end_the_writer()
    {
        var faults = 1;
        store.Writing = () => Interlocked.Decrement(ref faults) >= 0 ? Task.FromException(new TaskCanceledException("The network timed out.")) : Task.CompletedTask;
        queue.Add(Measurement("ses_1"));
        await writer.StartAsync(default);

        await Eventually.TrueAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                return store.Written.Count == 1;
            },
            "the measurement");

        Assert.False(writer.ExecuteTask!.IsCompleted);
        await StopAsync();
    }

    [Fact]
    public async Task A_stop_without_patience_still_gives_unspent_quota_back()
    {
        var caller = Some.Caller();
        await quotas.ReserveAsync(caller, "agt_1", new FakeRuntime(), default);
        store.Writing = () => Task.FromException(new IOException("storage is down"));
        queue.Add(Measurement("ses_1"));
        await writer.StartAsync(default);

        await StopAsync();

        Assert.Equal(1, (await quotaStore.ReadAsync(caller.User.UserId, "2026-11", default)).Taken.Requests);
    }

    [Fact]
    public async Task What_a_server_ends_while_it_stops_is_written_and_settled_though_it_stops_last_and_the_host_has_no_patience_left()
    {
        var caller = Some.Caller();
        var reservation = (await quotas.ReserveAsync(caller, "agt_1", new FakeRuntime(), default)).Value;
        var running = queue.Begin(clock.GetTimestamp(), () => Measurement("ses_1"), static _ => default);
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddSingleton<IHostedService>(new Server(() =>
        {
            var settlement = new QuotaSettlement(reservation, Tokens: 7, ComputeMs: 5, CostUsd: 0);
            Assert.False(running.End(Measurement("ses_1"), settlement));
            quotas.Settle(settlement);
        }));
        builder.Services.AddSingleton<IHostedService>(writer);
        using var host = builder.Build();
        await host.StartAsync();
        using var impatient = new CancellationTokenSource();
        await impatient.CancelAsync();

        await AdvanceUntilAsync(host.StopAsync(impatient.Token));

        Assert.False(Assert.Single(store.Written.Values).Unfinished);
        Assert.Equal(1, store.Touched["ses_1"]);
        var taken = (await quotaStore.ReadAsync(caller.User.UserId, "2026-11", default)).Taken;
        Assert.Equal((1, 7, 5), (taken.Requests, taken.Tokens, taken.ComputeMs));
    }

    [Fact]
    public async Task What_runs_for_long_is_measured_as_it_goes_and_counts_once()
    {
        var measured = Measurement("ses_1") with { DurationMs = 1 };
        var caller = Some.Caller();
        var reservation = (await quotas.ReserveAsync(caller, "agt_1", new FakeRuntime(), default)).Value;
        await writer.StartAsync(default);
        var running = queue.Begin(clock.GetTimestamp(), () => measured, static _ => default);

        await WrittenAsync(item => item.DurationMs == 1);
        measured = measured with { DurationMs = 2 };
        await WrittenAsync(item => item.DurationMs == 2);
        Assert.True(store.Written[measured.InvocationId.Value].Unfinished);
        Assert.Empty(store.Touched);

        Assert.True(running.End(measured with { DurationMs = 3 }, new QuotaSettlement(reservation, Tokens: 7, ComputeMs: 3, CostUsd: 0)));
        await StopAsync();
        running.MeasureWhenDue(clock);
        Assert.Equal((3L, false), (Assert.Single(store.Written.Values).DurationMs, store.Written[measured.InvocationId.Value].Unfinished));
        Assert.Equal(1, store.Touched["ses_1"]);
        var taken = (await quotaStore.ReadAsync(caller.User.UserId, "2026-11", default)).Taken;
        Assert.Equal((1, 7, 3), (taken.Requests, taken.Tokens, taken.ComputeMs));

        Task WrittenAsync(Func<InvocationMeasurement, bool> isMeant) => Eventually.TrueAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                return store.Snapshot().Any(isMeant);
            },
            "a measurement on the way");
    }

    [Fact]
    public async Task What_a_measurement_has_told_to_be_reserved_stays_reserved_until_the_next_one_is_written()
    {
        var caller = Some.Caller();
        var reservation = (await quotas.ReserveAsync(caller, "agt_1", new FakeRuntime(), default)).Value;
        var measured = Measurement("ses_1");
        var running = queue.Begin(clock.GetTimestamp(), () => measured, look => quotas.Raise(reservation, 500, 500, 0).Reserved);
        clock.Advance(TimeSpan.FromSeconds(1));
        queue.MeasureRunning(clock);

        Assert.True(running.End(measured, new QuotaSettlement(reservation, Tokens: 7, ComputeMs: 3, CostUsd: 0)));

        Assert.Equal(500, (await quotas.ReadUsedAsync(caller, default)).Used.Tokens);
        await writer.StartAsync(default);
        await Eventually.TrueAsync(
            async () =>
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                return (await quotas.ReadUsedAsync(caller, default)).Used.Tokens == 7;
            },
            "the settlement");
        await StopAsync();
        Assert.False(Assert.Single(store.Written.Values).Unfinished);
    }

    [Fact]
    public async Task What_ends_soon_is_measured_at_its_end_alone()
    {
        var writes = 0;
        store.Writing = () =>
        {
            Interlocked.Increment(ref writes);
            return Task.CompletedTask;
        };
        await writer.StartAsync(default);

        queue.Begin(clock.GetTimestamp(), () => throw new InvalidOperationException("Nobody asked for this."), static _ => default).End(Measurement("ses_1"), default);
        await StopAsync();

        Assert.Equal((1, 1), (writes, store.Written.Count));
    }

    private async Task StopAsync()
    {
        using var impatient = new CancellationTokenSource();
        await impatient.CancelAsync();
        await writer.StopAsync(impatient.Token);
        await AdvanceUntilAsync(writer.StoppedAsync(impatient.Token));
    }

    private async Task AdvanceUntilAsync(Task stopping)
    {
        await Eventually.TrueAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                return stopping.IsCompleted;
            },
            "the stop");
        await stopping;
    }

    private InvocationMeasurement Measurement(string sessionId) => new()
    {
        InvocationId = InvocationId.New(clock),
        UserId = "usr_1",
        AgentId = "agt_1",
        DeploymentId = "dep_1",
        RuntimeProvider = FakeRuntime.Name,
        SessionId = sessionId,
        TraceId = "trace",
        StartedAt = clock.GetUtcNow(),
        DurationMs = 5,
    };

    private sealed class Server(Action drain) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            drain();
            return Task.CompletedTask;
        }
    }
}
