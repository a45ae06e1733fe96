namespace Webhost.Contracts.Metrics;

/// <summary>What was used on one runtime over a window.</summary>
public sealed record RuntimeMetrics
{
    /// <summary>Invocations.</summary>
    public required long Requests { get; init; }

    /// <summary>Failed invocations.</summary>
    public required long Errors { get; init; }

    /// <summary>Tokens, reported or estimated.</summary>
    public required long Tokens { get; init; }

    /// <summary>Milliseconds of wall time in the runtime.</summary>
    public required long ComputeMs { get; init; }

    /// <summary>US dollars, an estimate.</summary>
    public required double CostUsd { get; init; }

    /// <summary>The median duration in milliseconds; null without requests.</summary>
    public double? P50Ms { get; init; }

    /// <summary>The 95th percentile in milliseconds; null without requests.</summary>
    public double? P95Ms { get; init; }

    /// <summary>The 99th percentile in milliseconds; null without requests.</summary>
    public double? P99Ms { get; init; }
}
