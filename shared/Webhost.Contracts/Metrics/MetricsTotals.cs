using Webhost.Contracts.Costs;

namespace Webhost.Contracts.Metrics;

/// <summary>Sums over a window.</summary>
public sealed record MetricsTotals
{
    /// <summary>Invocations.</summary>
    public required long Requests { get; init; }

    /// <summary>Tokens, reported or estimated.</summary>
    public required long Tokens { get; init; }

    /// <summary>How many of the tokens are an estimate.</summary>
    public long EstimatedTokens { get; init; }

    /// <summary>Milliseconds of wall time in the runtime.</summary>
    public required long ComputeMs { get; init; }

    /// <summary>Failed invocations.</summary>
    public required long Errors { get; init; }

    /// <summary>Failed invocations by class: auth, limit, runtime, tool, unknown.</summary>
    public required IReadOnlyDictionary<string, long> ErrorsByClass { get; init; }

    /// <summary>Tools that were called.</summary>
    public required long ToolCalls { get; init; }

    /// <summary>US dollars, an estimate.</summary>
    public required double CostUsd { get; init; }

    /// <summary>Whether <see cref="CostUsd"/> is an estimate.</summary>
    public required bool CostEstimated { get; init; }

    /// <summary>
    /// Invocations whose workload never told what they used, though its time is over: they count with what the gateway measured itself, and should their
    /// report come after all, with what it adds.
    /// </summary>
    public long Unreported { get; init; }

    /// <summary>Invocations whose workload may still tell what they used.</summary>
    public long AwaitingReport { get; init; }

    /// <summary>The median duration in milliseconds; null without requests.</summary>
    public double? P50Ms { get; init; }

    /// <summary>The 95th percentile in milliseconds; null without requests.</summary>
    public double? P95Ms { get; init; }

    /// <summary>The 99th percentile in milliseconds; null without requests.</summary>
    public double? P99Ms { get; init; }
    /// <summary>US dollars that the provider states, for the whole days in UTC that it has stated; absent when it has stated nothing.</summary>
    public double? CostReconciledUsd { get; init; }

    /// <summary>Whether the provider has stated what it costs.</summary>
    public CostStatus CostStatus { get; init; }

    /// <summary>Invocations by runtime provider.</summary>
    public required IReadOnlyDictionary<string, long> RequestsByRuntime { get; init; }

    /// <summary>The same figures for each runtime provider, so that they can be compared.</summary>
    public IReadOnlyDictionary<string, RuntimeMetrics> Runtimes { get; init; } = new Dictionary<string, RuntimeMetrics>(StringComparer.Ordinal);
}
