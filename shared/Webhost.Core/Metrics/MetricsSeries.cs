using Webhost.Contracts.Metrics;

namespace Webhost.Core.Metrics;

/// <summary>Gathers roll-ups into the points and totals of a window.</summary>
internal sealed class MetricsSeries(MetricsQuery query)
{
    private readonly SortedDictionary<DateTimeOffset, List<HourlyRollup>> points = [];

    public void Add(HourlyRollup rollup)
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
    }

    public AgentMetrics ToMetrics()
    {
        var all = points.Values.SelectMany(rollups => rollups).ToArray();
        var series = new List<MetricsPoint>();
        for (var start = query.From; start < query.To; start += query.Step)
        {
            series.Add(Point(start, points.GetValueOrDefault(start) ?? []));
        }

        return new AgentMetrics { From = query.From, To = query.To, StepSeconds = (int)query.Step.TotalSeconds, Totals = Totals(all), Series = series };
    }

    private static MetricsPoint Point(DateTimeOffset start, List<HourlyRollup> rollups)
    {
        var durations = new DurationHistogram();
        rollups.ForEach(rollup => durations.Add(rollup.Durations));
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

    private static MetricsTotals Totals(HourlyRollup[] all) => new()
    {
        Requests = all.Sum(rollup => rollup.Requests),
        Tokens = all.Sum(rollup => rollup.Tokens),
        ComputeMs = all.Sum(rollup => rollup.ComputeMs),
        ToolCalls = all.Sum(rollup => rollup.ToolCalls),
        Errors = all.Sum(rollup => rollup.Errors.Values.Sum()),
        ErrorsByClass = all.SelectMany(rollup => rollup.Errors).GroupBy(pair => pair.Key, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Sum(pair => pair.Value), StringComparer.Ordinal),
        CostUsd = (double)all.Sum(rollup => rollup.CostUsd),
        CostEstimated = true,
        RequestsByRuntime = all.GroupBy(rollup => rollup.RuntimeProvider, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Sum(rollup => rollup.Requests), StringComparer.Ordinal),
    };
}
