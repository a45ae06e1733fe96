using System.Collections.Concurrent;
using System.Diagnostics;
using Webhost.Bench.Measuring;
using Webhost.Core.Identity;
using Webhost.Core.Limits;
using Webhost.Core.Plans;
using Webhost.Core.Providers;
using Webhost.Core.Results;
using Webhost.Core.Tests.Limits;
using Webhost.Core.Users;

namespace Webhost.Bench.Quota;

/// <summary>What admitting an invocation costs on the warm path: a reservation and its settlement, beside the look-up and the lock that it can't do without.</summary>
internal sealed class QuotaBenchmark : IBenchmark
{
    private const int BatchSize = 1_000;
    private const int WarmUpBatches = 500;
    private const int Batches = 1_000;
    private const double MaximumNanoseconds = 2_000;
    private const double MaximumBytes = 1;

    private readonly IRuntimeProvider _runtime = PricedRuntime.New();
    private readonly Caller[] _callers = [NewCaller("one"), NewCaller("two")];
    private readonly QuotaGate _gate = new(new MemoryQuotaStore { Before = static _ => Task.CompletedTask }, TimeProvider.System);
    private readonly ConcurrentDictionary<string, StrongCounter> _counters = new(StringComparer.Ordinal);

    public string Name => "quota";

    public string Description => "what reserving and settling an invocation's quota costs";

    public Task<Report> RunAsync(CancellationToken cancellationToken)
    {
        Measure(1, 0, WarmUpBatches, Reserve, cancellationToken);
        Series[] series =
        [
            new("look-up and lock alone", Measure(1, 0, Batches, Count, cancellationToken)),
            new("1 thread", Measure(1, 0, Batches, Reserve, cancellationToken)),
            new("2 threads, one user", Measure(2, 0, Batches, Reserve, cancellationToken)),
            new("2 threads, two users", Measure(2, 1, Batches, Reserve, cancellationToken)),
        ];
        return Task.FromResult(new Report(
            [new Table($"reserve and settle, per {BatchSize:N0} (so µs here are ns of one), warm, storage in memory", series, series[0].Name)],
            [
                new Budget("a reservation and its settlement, 1 thread", Nanoseconds(series[1]), MaximumNanoseconds, "ns"),
                new Budget("the same with 2 threads for one user", Nanoseconds(series[2]), MaximumNanoseconds, "ns"),
                new Budget("allocated by it, 1 thread, refills included", BytesOf(cancellationToken), MaximumBytes, "bytes"),
            ]));
    }

    private static double Nanoseconds(Series series) => series.Percentile(0.5) * 1_000 / BatchSize;

    private static Caller NewCaller(string name) => new()
    {
        User = new User { UserId = UserId.Of("https://bench.test", name).Value, Subject = name, SubscriptionTier = "bench", DefaultRuntimeProvider = "cloudflare", CreatedAt = DateTimeOffset.UnixEpoch },
        Plan = new Plan
        {
            Tier = "bench",
            PriceUsd = 0,
            Agents = null,
            RequestsPerMonth = null,
            TokensPerMonth = null,
            ComputeMsPerMonth = null,
            StorageBytes = null,
            LogRetentionDays = 1,
            RequestsPerSecondPerUser = int.MaxValue,
            RequestsPerSecondPerAgent = int.MaxValue,
            AgentCore = AgentCoreAccess.None,
            AgentCoreAgents = 0,
        },
    };

    /// <summary>The time of each batch in microseconds, on all threads.</summary>
    private static IEnumerable<double> Measure(int threads, int apart, int batches, Action<int> once, CancellationToken cancellationToken)
    {
        ConcurrentBag<double> microseconds = [];
        using Barrier start = new(threads);
        Thread[] running = [.. Enumerable.Range(0, threads).Select(number => new Thread(() =>
        {
            start.SignalAndWait(cancellationToken);
            for (int batch = 0; batch < batches && !cancellationToken.IsCancellationRequested; batch++)
            {
                long began = Stopwatch.GetTimestamp();
                for (int index = 0; index < BatchSize; index++)
                    once(number * apart);
                microseconds.Add(Stopwatch.GetElapsedTime(began).TotalMicroseconds);
            }
        }))];
        foreach (Thread thread in running)
            thread.Start();
        foreach (Thread thread in running)
            thread.Join();
        cancellationToken.ThrowIfCancellationRequested();
        return microseconds;
    }

    private double BytesOf(CancellationToken cancellationToken)
    {
        long before = GC.GetTotalAllocatedBytes(precise: true);
        for (int index = 0; index < Batches * BatchSize && !cancellationToken.IsCancellationRequested; index++)
            Reserve(0);
        return (double)(GC.GetTotalAllocatedBytes(precise: true) - before) / (Batches * BatchSize);
    }

    private void Reserve(int user)
    {
        ValueTask<Result<QuotaReservation>> reserving = _gate.ReserveAsync(_callers[user], "agt_bench", _runtime, CancellationToken.None);
        Result<QuotaReservation> reserved = reserving.IsCompletedSuccessfully ? reserving.Result : reserving.AsTask().GetAwaiter().GetResult();
        _gate.Settle(new QuotaSettlement(reserved.Value, Tokens: 100, ComputeMs: 20, CostUsd: 0.000_001m));
    }

    private void Count(int user)
    {
        StrongCounter counter = _counters.GetOrAdd(_callers[user].User.UserId, static _ => new StrongCounter());
        lock (counter)
            counter.Value++;
        lock (counter)
            counter.Value--;
    }

    private sealed class StrongCounter
    {
        public long Value { get; set; }
    }
}
