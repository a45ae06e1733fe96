using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Webhost.Bench.Measuring;
using Webhost.Contracts.Telemetry;
using Webhost.Core.Agents;
using Webhost.Core.Deployments;
using Webhost.Core.Results;
using Webhost.Core.Telemetry;

namespace Webhost.Bench.Telemetry;

/// <summary>How many events a second signed reports bring in, from the bytes of a body to the acknowledgement after the write.</summary>
internal sealed class IngestionBenchmark : IBenchmark
{
    private const double AllowedMicroseconds = 100;
    private static readonly int[] BatchSizes = [1, 25, 100];
    private static readonly int[] Concurrencies = [1, 16, 64];

    public string Name => "ingestion";

    public string Description => "events a second that signed reports bring in, with a store in this process and with Azurite";

    public async Task<Report> RunAsync(CancellationToken cancellationToken)
    {
        List<string> lines = [string.Create(CultureInfo.InvariantCulture, $"{"",-12}{"batch",8}{"at once",9}{"events",9}{"events/s",11}{"reports/s",11}{"p50 ms",9}{"p99 ms",9}")];
        await MeasureAsync("warm-up", new MemoryTelemetryStore(), batch: 25, concurrency: 16, events: 20_000, [], cancellationToken);
        Dictionary<(int Batch, int Concurrency), double> medians = [];
        foreach (int batch in BatchSizes)
        {
            foreach (int concurrency in Concurrencies)
                medians[(batch, concurrency)] = await MeasureAsync("in process", new MemoryTelemetryStore(), batch, concurrency, events: batch == 1 ? 30_000 : 100_000, lines, cancellationToken);
        }

        await using StorageUnderTest azurite = await StorageUnderTest.StartAsync(cancellationToken);
        foreach (int batch in BatchSizes)
        {
            foreach (int concurrency in Concurrencies)
                await MeasureAsync("Azurite", azurite.Services.GetRequiredService<ITelemetryStore>(), batch, concurrency, events: batch == 1 ? 2_000 : 5_000, lines, cancellationToken);
        }

        return new([], [
                new("a report of one event in process, p50", medians[(1, 1)], AllowedMicroseconds, "µs"),
                new("an event of a report of a hundred in process, p50", medians[(100, 1)] / 100, AllowedMicroseconds / 5, "µs"),
            ])
        { Title = "ingestion: signed reports of one agent, new events each, from the body to the acknowledgement after the write", Lines = lines };
    }

    /// <summary>Gives the median of a report in microseconds.</summary>
    private static async Task<double> MeasureAsync(string name, ITelemetryStore store, int batch, int concurrency, int events, List<string> lines, CancellationToken cancellationToken)
    {
        string agentId = AgentId.New(TimeProvider.System).Value;
        WorkloadKeys keys = new(new MemoryVault());
        SignedReport[] reports = await new SignedReports(keys, agentId).MakeAsync(events / batch, batch);
        using TelemetryMeter meter = new();
        using TelemetryIngestion ingestion = new(
            new OneDeployment(new DeploymentOwner("usr_00000000000000000000000000000000", agentId, "cloudflare")), store, new NoLogs(), keys, meter, new TelemetryOptions(), TimeProvider.System);

        ConcurrentQueue<SignedReport> waiting = new(reports);
        ConcurrentBag<double> latencies = [];
        long accepted = 0;
        long began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, concurrency).Select(_ => Task.Run(SendAsync, cancellationToken)));
        TimeSpan took = Stopwatch.GetElapsedTime(began);

        if (accepted != events)
            throw new InvalidOperationException($"{accepted} of {events} events were accepted.");
        Series series = new(name, latencies);
        lines.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-12}{batch,8}{concurrency,9}{events,9}{events / took.TotalSeconds,11:F0}{reports.Length / took.TotalSeconds,11:F0}{series.Percentile(0.5) / 1000,9:F2}{series.Percentile(0.99) / 1000,9:F2}"));
        return series.Percentile(0.5);

        async Task SendAsync()
        {
            while (waiting.TryDequeue(out SignedReport? report))
            {
                long sent = Stopwatch.GetTimestamp();
                Result<TelemetryAccepted> answer = await ingestion.ReceiveAsync(report, cancellationToken);
                latencies.Add(Stopwatch.GetElapsedTime(sent).TotalMicroseconds);
                Interlocked.Add(ref accepted, answer.Value.Accepted);
            }
        }
    }
}
