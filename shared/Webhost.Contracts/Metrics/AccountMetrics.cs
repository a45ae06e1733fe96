namespace Webhost.Contracts.Metrics;

/// <summary>The metrics of all agents that a user has, over a window. What removed agents used is in the usage report.</summary>
public sealed record AccountMetrics
{
    /// <summary>The window's start, inclusive.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>The window's end, exclusive.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>The length of a step in seconds.</summary>
    public required int StepSeconds { get; init; }

    /// <summary>Sums over the whole window and all agents. Costs are estimates.</summary>
    public required MetricsTotals Totals { get; init; }

    /// <summary>Each agent, the oldest first, also those that were not used.</summary>
    public required IReadOnlyList<AgentActivity> Agents { get; init; }
}
