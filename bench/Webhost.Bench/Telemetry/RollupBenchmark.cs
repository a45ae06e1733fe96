using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Webhost.Bench.Measuring;
using Webhost.Core.Agents;
using Webhost.Core.Metrics;
using Webhost.Core.Providers;
using Webhost.Core.Telemetry;

namespace Webhost.Bench.Telemetry;

/// <summary>How fast raw events are rolled up, and what memory it takes however many there are. An invocation has two raw events: its workload's and the gateway's.</summary>
internal sealed class RollupBenchmark : IBenchmark
{
    private const int InProcess = 1_000_000;
    private const int InAzurite = 50_000;
    private const int Chunk = 1_000;
    private const double AllowedMebibytes = 64;

    public string Name => "rollup";

    public string Description => "raw events a second that are rolled up, and the memory that it takes";

    public async Task<Report> RunAsync(CancellationToken cancellationToken)
    {
        List<string> lines = [string.Create(CultureInfo.InvariantCulture, $"{"",-34}{"raw events",12}{"hours",7}{"seconds",9}{"events/s",11}{"peak MiB",10}")];
        await MeasureInProcessAsync("warm-up", 20_000, hours: 2, [], cancellationToken);
        double peak = await MeasureInProcessAsync("in process, one hour", InProcess, hours: 1, lines, cancellationToken);
        peak = Math.Max(peak, await MeasureInProcessAsync("in process, a day of hours", InProcess, hours: 24, lines, cancellationToken));
        peak = Math.Max(peak, await MeasureAzuriteAsync(hours: 5, lines, cancellationToken));
        return new([], [new("the heap's growth while rolling up", peak, AllowedMebibytes, "MiB")]) { Title = "rollup: raw events to roll-ups of hours, minutes, the day and usage", Lines = lines };
    }

    private static async Task<double> MeasureInProcessAsync(string name, int events, int hours, List<string> lines, CancellationToken cancellationToken)
    {
        MemoryRollups store = new();
        GeneratedHours telemetry = new(events / 2 / hours);
        await store.MarkAsync("usr_1", Hours(AgentId.New(TimeProvider.System).Value, hours), cancellationToken);
        double peak = await MeasureAsync(name, events, hours, store, store, telemetry, lines, cancellationToken);
        return store.Requests == events / 2 / hours * hours ? peak : throw new InvalidOperationException($"{store.Requests} invocations were rolled up.");
    }

    private static async Task<double> MeasureAzuriteAsync(int hours, List<string> lines, CancellationToken cancellationToken)
    {
        await using StorageUnderTest azurite = await StorageUnderTest.StartAsync(cancellationToken);
        ITelemetryStore telemetry = azurite.Services.GetRequiredService<ITelemetryStore>();
        string agentId = AgentId.New(TimeProvider.System).Value;
        int perHour = InAzurite / 2 / hours;
        long began = Stopwatch.GetTimestamp();
        foreach (MetricHour hour in Hours(agentId, hours))
        {
            foreach (int[] numbers in Enumerable.Range(0, perHour).Chunk(Chunk))
            {
                MeteredInvocation[] made = [.. numbers.Select(number => GeneratedInvocation.Of(hour, number, perHour))];
                await telemetry.AddEventsAsync([.. made.Select(item => item.Reported!)], cancellationToken);
                await telemetry.AddMeasurementsAsync([.. made.Select(item => item.Measured!)], cancellationToken);
            }
        }

        TimeSpan took = Stopwatch.GetElapsedTime(began);
        lines.Add(string.Create(CultureInfo.InvariantCulture, $"{"Azurite, written before",-34}{InAzurite,12}{hours,7}{took.TotalSeconds,9:F1}{InAzurite / took.TotalSeconds,11:F0}"));
        return await MeasureAsync(
            "Azurite", InAzurite, hours, azurite.Services.GetRequiredService<IDirtyHours>(), azurite.Services.GetRequiredService<IHourlyStore>(), telemetry, lines, cancellationToken);
    }

    private static async Task<double> MeasureAsync(
        string name, int events, int hours, IDirtyHours dirty, IHourlyStore store, ITelemetryStore telemetry, List<string> lines, CancellationToken cancellationToken)
    {
        using MetricsMeter meter = new();
        HourlyRollups rollups = new(dirty, store, new RawHours(telemetry, new RuntimeProviders([])), new UsageCorrector(store), meter, TimeProvider.System);
        using HeapWatch heap = new();
        long began = Stopwatch.GetTimestamp();
        int rolledUp = await rollups.RunAsync(cancellationToken);
        TimeSpan took = Stopwatch.GetElapsedTime(began);

        if (rolledUp != hours)
            throw new InvalidOperationException($"{rolledUp} of {hours} hours were rolled up.");
        lines.Add(string.Create(
            CultureInfo.InvariantCulture, $"{name,-34}{events,12}{hours,7}{took.TotalSeconds,9:F1}{events / took.TotalSeconds,11:F0}{heap.PeakMebibytes,10:F1}"));
        return heap.PeakMebibytes;
    }

    private static MetricHour[] Hours(string agentId, int count)
    {
        DateTimeOffset midnight = new(TimeProvider.System.GetUtcNow().UtcDateTime.Date.AddDays(-1), TimeSpan.Zero);
        return [.. Enumerable.Range(0, count).Select(hour => new MetricHour(agentId, midnight.AddHours(hour)))];
    }
}
