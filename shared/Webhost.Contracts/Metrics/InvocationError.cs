namespace Webhost.Contracts.Metrics;

/// <summary>A failed invocation (master spec §14.1).</summary>
public sealed record InvocationError
{
    /// <summary>The invocation.</summary>
    public required string InvocationId { get; init; }

    /// <summary>The deployment that failed.</summary>
    public string? DeploymentId { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>auth, limit, runtime, tool or unknown.</summary>
    public required string ErrorClass { get; init; }

    /// <summary>What the caller was told; null if it is not known.</summary>
    public string? Message { get; init; }

    /// <summary>The W3C trace id; null if it is not known.</summary>
    public string? TraceId { get; init; }
}
