using Webhost.Core.Invocation;

namespace Webhost.Core.Telemetry;

/// <summary>A workload's report of one invocation, checked and attributed.</summary>
public sealed record MeteredEvent
{
    /// <summary>The invocation, which is the event's id.</summary>
    public required InvocationId InvocationId { get; init; }

    /// <summary>The owner.</summary>
    public required string UserId { get; init; }

    /// <summary>The agent.</summary>
    public required string AgentId { get; init; }

    /// <summary>The deployment that signed.</summary>
    public required string DeploymentId { get; init; }

    /// <summary>The deployment's runtime.</summary>
    public required string RuntimeProvider { get; init; }

    /// <summary>When the invocation ended, as the workload says.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>Tokens.</summary>
    public required long Tokens { get; init; }

    /// <summary>Whether the tokens are an estimate.</summary>
    public bool TokensEstimated { get; init; }

    /// <summary>Milliseconds of wall time in the workload.</summary>
    public required long ComputeMs { get; init; }

    /// <summary>Tool calls.</summary>
    public long ToolCalls { get; init; }

    /// <summary>auth, limit, runtime, tool or unknown; null for a success.</summary>
    public string? ErrorClass { get; init; }

    /// <summary>What the caller was told; null for a success.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>The W3C trace id.</summary>
    public string? TraceId { get; init; }

    /// <summary>Durable Object operations.</summary>
    public long DurableObjectOps { get; init; }

    /// <summary>Workers AI calls.</summary>
    public long WorkersAICalls { get; init; }

    /// <summary>Milliseconds that the session has lived.</summary>
    public long SessionDurationMs { get; init; }

    /// <summary>Browser interactions.</summary>
    public long BrowserInteractions { get; init; }
}
