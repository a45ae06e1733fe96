namespace Webhost.Core.Metrics;

/// <summary>What one deployment used in one hour.</summary>
public sealed record HourlyRollup
{
    /// <summary>The hour's start, UTC.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>The deployment.</summary>
    public required string DeploymentId { get; init; }

    /// <summary>The runtime.</summary>
    public required string RuntimeProvider { get; init; }

    /// <summary>Invocations.</summary>
    public required long Requests { get; init; }

    /// <summary>Tokens.</summary>
    public required long Tokens { get; init; }

    /// <summary>Milliseconds of compute.</summary>
    public required long ComputeMs { get; init; }

    /// <summary>Tool calls.</summary>
    public required long ToolCalls { get; init; }

    /// <summary>Failed invocations by class.</summary>
    public required IReadOnlyDictionary<string, long> Errors { get; init; }

    /// <summary>US dollars, an estimate.</summary>
    public required decimal CostUsd { get; init; }

    /// <summary>How durations are spread: count by bucket of <see cref="DurationHistogram"/>.</summary>
    public required IReadOnlyDictionary<int, long> Durations { get; init; }
}
