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

    /// <summary>Durable Object operations, as workloads reported; 0 on a runtime without them.</summary>
    public long DurableObjectOps { get; init; }

    /// <summary>Answered calls of Workers AI, as workloads reported; 0 on a runtime without it.</summary>
    public long WorkersAICalls { get; init; }

    /// <summary>Milliseconds that sessions lived; 0 on a runtime that bills none.</summary>
    public long SessionDurationMs { get; init; }

    /// <summary>Browser interactions; 0 on a runtime without them.</summary>
    public long BrowserInteractions { get; init; }

    /// <summary>The median duration in milliseconds; null without requests.</summary>
    public double? P50Ms { get; init; }

    /// <summary>The 95th percentile in milliseconds; null without requests.</summary>
    public double? P95Ms { get; init; }

    /// <summary>The 99th percentile in milliseconds; null without requests.</summary>
    public double? P99Ms { get; init; }
}
