using Webhost.Contracts.Costs;

namespace Webhost.Contracts.Metrics;

/// <summary>Sums over a window.</summary>
public sealed record MetricsTotals
{
    /// <summary>Invocations.</summary>
    public required long Requests { get; init; }

    /// <summary>Tokens, reported or estimated.</summary>
    public required long Tokens { get; init; }

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

    /// <summary>US dollars that the provider states, for the whole days in UTC that it has stated; absent when it has stated nothing.</summary>
    public double? CostReconciledUsd { get; init; }

    /// <summary>Whether the provider has stated what it costs.</summary>
    public CostStatus CostStatus { get; init; }

    /// <summary>Invocations by runtime provider.</summary>
    public required IReadOnlyDictionary<string, long> RequestsByRuntime { get; init; }
}
