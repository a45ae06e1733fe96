using Webhost.Contracts.Metrics;

namespace Webhost.Core.Metrics;

/// <summary>Gathers roll-ups into the points and totals of a window.</summary>
/// <param name="query">The window.</param>
/// <param name="awaitedSince">Reports of what was invoked before are no longer waited for.</param>
internal sealed class MetricsSeries(MetricsQuery query, DateTimeOffset awaitedSince)
{
    private readonly SortedDictionary<DateTimeOffset, List<DeploymentRollup>> points = [];
    private long unreported;
    private long awaiting;

    private IEnumerable<DeploymentRollup> All => points.Values.SelectMany(rollups => rollups);

    /// <summary>Adds roll-ups of stretches of a length.</summary>
    public void Add(IEnumerable<DeploymentRollup> rollups, TimeSpan length)
    {
        foreach (var rollup in rollups)
        {
            Add(rollup, length);
        }
    }

    public AgentMetrics ToMetrics() => new()
    {
        From = query.From,
        To = query.To,
        StepSeconds = query.StepSeconds,
        Totals = TotalsOf([this]),
        Series = [.. query.Points().Select(start => Point(start, points.GetValueOrDefault(start) ?? []))],
    };

    public AgentActivity ToActivity(string agentId) => new()
    {
        AgentId = agentId,
        Requests = All.Sum(rollup => rollup.Requests),
        Errors = All.Sum(rollup => rollup.Errors.Values.Sum()),
        Tokens = All.Sum(rollup => rollup.Tokens),
        CostUsd = (double)All.Sum(rollup => rollup.CostUsd),
        RequestsByStep = [.. query.Points().Select(start => points.GetValueOrDefault(start)?.Sum(rollup => rollup.Requests) ?? 0)],
    };

    /// <summary>The totals of several series together.</summary>
    public static MetricsTotals TotalsOf(IReadOnlyCollection<MetricsSeries> series)
    {
        DeploymentRollup[] all = [.. series.SelectMany(one => one.All)];
        return Totals(all, series.Sum(one => one.unreported), series.Sum(one => one.awaiting));
    }

    private void Add(DeploymentRollup rollup, TimeSpan length)
    {
        if (rollup.Start < query.From || rollup.Start >= query.To || (query.DeploymentId is { } only && !string.Equals(only, rollup.DeploymentId, StringComparison.Ordinal)))
        {
            return;
        }

        var start = query.PointOf(rollup.Start);
        if (!points.TryGetValue(start, out var there))
        {
            points[start] = there = [];
        }

        there.Add(rollup);
        if (rollup.Start + length <= awaitedSince)
        {
            unreported += rollup.Unreported;
        }
        else
        {
            awaiting += rollup.Unreported;
        }
    }

    private static MetricsPoint Point(DateTimeOffset start, List<DeploymentRollup> rollups)
    {
        var durations = DurationsOf(rollups);
        return new MetricsPoint
        {
            Start = start,
            Requests = rollups.Sum(rollup => rollup.Requests),
            Tokens = rollups.Sum(rollup => rollup.Tokens),
            ComputeMs = rollups.Sum(rollup => rollup.ComputeMs),
            Errors = rollups.Sum(rollup => rollup.Errors.Values.Sum()),
            CostUsd = (double)rollups.Sum(rollup => rollup.CostUsd),
            P50Ms = durations.Percentile(0.50),
            P95Ms = durations.Percentile(0.95),
            P99Ms = durations.Percentile(0.99),
        };
    }

    private static MetricsTotals Totals(DeploymentRollup[] all, long unreported, long awaiting)
    {
        var durations = DurationsOf(all);
        var runtimes = all.GroupBy(rollup => rollup.RuntimeProvider, StringComparer.Ordinal).ToDictionary(group => group.Key, group => Runtime([.. group]), StringComparer.Ordinal);
        return new MetricsTotals
        {
            Requests = all.Sum(rollup => rollup.Requests),
            Tokens = all.Sum(rollup => rollup.Tokens),
            EstimatedTokens = all.Sum(rollup => rollup.EstimatedTokens),
            ComputeMs = all.Sum(rollup => rollup.ComputeMs),
            ToolCalls = all.Sum(rollup => rollup.ToolCalls),
            Errors = all.Sum(rollup => rollup.Errors.Values.Sum()),
            ErrorsByClass = all.SelectMany(rollup => rollup.Errors).GroupBy(pair => pair.Key, StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => group.Sum(pair => pair.Value), StringComparer.Ordinal),
            CostUsd = (double)all.Sum(rollup => rollup.CostUsd),
            CostEstimated = true,
            Unreported = unreported,
            AwaitingReport = awaiting,
            P50Ms = durations.Percentile(0.50),
            P95Ms = durations.Percentile(0.95),
            P99Ms = durations.Percentile(0.99),
            RequestsByRuntime = runtimes.ToDictionary(pair => pair.Key, pair => pair.Value.Requests, StringComparer.Ordinal),
            Runtimes = runtimes,
        };
    }

    private static RuntimeMetrics Runtime(DeploymentRollup[] rollups)
    {
        var durations = DurationsOf(rollups);
        var counted = rollups.Aggregate(CountedUsage.None, (sum, rollup) => sum + rollup.Counted);
        return new RuntimeMetrics
        {
            Requests = rollups.Sum(rollup => rollup.Requests),
            Errors = rollups.Sum(rollup => rollup.Errors.Values.Sum()),
            Tokens = rollups.Sum(rollup => rollup.Tokens),
            ComputeMs = rollups.Sum(rollup => rollup.ComputeMs),
            CostUsd = (double)rollups.Sum(rollup => rollup.CostUsd),
            DurableObjectOps = counted.DurableObjectOps,
            WorkersAICalls = counted.WorkersAICalls,
            SessionDurationMs = counted.SessionDurationMs,
            BrowserInteractions = counted.BrowserInteractions,
            P50Ms = durations.Percentile(0.50),
            P95Ms = durations.Percentile(0.95),
            P99Ms = durations.Percentile(0.99),
        };
    }

    private static DurationHistogram DurationsOf(IEnumerable<DeploymentRollup> rollups)
    {
        var durations = new DurationHistogram();
        foreach (var rollup in rollups)
        {
            durations.Add(rollup.Durations);
        }

        return durations;
    }
}
