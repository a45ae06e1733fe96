namespace Webhost.Core.Metrics;

/// <summary>What one deployment used in one hour, day or other stretch of time.</summary>
public sealed record DeploymentRollup
{
    /// <summary>The start of the stretch, UTC.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>The deployment.</summary>
    public required string DeploymentId { get; init; }

    /// <summary>The runtime.</summary>
    public required string RuntimeProvider { get; init; }

    /// <summary>Invocations.</summary>
    public required long Requests { get; init; }

    /// <summary>Tokens.</summary>
    public required long Tokens { get; init; }

    /// <summary>How many of the tokens are an estimate: the workload's, or the gateway's for an invocation that nobody else told of.</summary>
    public long EstimatedTokens { get; init; }

    /// <summary>Milliseconds of compute.</summary>
    public required long ComputeMs { get; init; }

    /// <summary>Tool calls.</summary>
    public required long ToolCalls { get; init; }

    /// <summary>Failed invocations by class.</summary>
    public required IReadOnlyDictionary<string, long> Errors { get; init; }

    /// <summary>US dollars, an estimate.</summary>
    public required decimal CostUsd { get; init; }

    /// <summary>Invocations that the gateway measured and whose workload has not reported them, though its runtime's workloads do.</summary>
    public long Unreported { get; init; }

    /// <summary>What of all this the gateways measured themselves and settled at once.</summary>
    public SettledUsage Settled { get; init; } = SettledUsage.None;

    /// <summary>What is counted on its runtime only.</summary>
    public CountedUsage Counted { get; init; } = CountedUsage.None;

    /// <summary>How durations are spread: count by bucket of <see cref="DurationHistogram"/>.</summary>
    public required IReadOnlyDictionary<int, long> Durations { get; init; }
}
