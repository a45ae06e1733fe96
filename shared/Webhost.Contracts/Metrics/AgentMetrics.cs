namespace Webhost.Contracts.Metrics;

/// <summary>An agent's metrics over a window (master spec §5.4).</summary>
public sealed record AgentMetrics
{
    /// <summary>The window's start, inclusive.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>The window's end, exclusive.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>The length of a step in seconds.</summary>
    public required int StepSeconds { get; init; }

    /// <summary>Sums over the whole window.</summary>
    public required MetricsTotals Totals { get; init; }

    /// <summary>One point for each step, also for empty ones.</summary>
    public required IReadOnlyList<MetricsPoint> Series { get; init; }
}
