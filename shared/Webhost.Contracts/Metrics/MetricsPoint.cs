using Webhost.Contracts.Costs;

namespace Webhost.Contracts.Metrics;

/// <summary>One step of a time series.</summary>
public sealed record MetricsPoint
{
    /// <summary>The step's start.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>Invocations.</summary>
    public required long Requests { get; init; }

    /// <summary>Tokens.</summary>
    public required long Tokens { get; init; }

    /// <summary>Milliseconds of wall time in the runtime.</summary>
    public required long ComputeMs { get; init; }

    /// <summary>Failed invocations.</summary>
    public required long Errors { get; init; }

    /// <summary>US dollars, an estimate.</summary>
    public required double CostUsd { get; init; }

    /// <summary>US dollars that the provider states, only with steps of a day; absent when it has stated nothing.</summary>
    public double? CostReconciledUsd { get; init; }

    /// <summary>Whether the provider has stated what it costs.</summary>
    public CostStatus CostStatus { get; init; }

    /// <summary>The median duration in milliseconds; null without requests.</summary>
    public double? P50Ms { get; init; }

    /// <summary>The 95th percentile in milliseconds; null without requests.</summary>
    public double? P95Ms { get; init; }

    /// <summary>The 99th percentile in milliseconds; null without requests.</summary>
    public double? P99Ms { get; init; }
}
