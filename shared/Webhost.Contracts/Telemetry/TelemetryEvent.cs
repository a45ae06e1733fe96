namespace Webhost.Contracts.Telemetry;

/// <summary>What one invocation used (runtime provider interface §8.4), as its workload claims it.</summary>
public sealed record TelemetryEvent
{
    /// <summary>The invocation's id; a repeat of it is a no-op.</summary>
    public string? EventId { get; init; }

    /// <summary>When the invocation ended.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>The agent; must be the deployment's own.</summary>
    public string? AgentId { get; init; }

    /// <summary>The deployment; must be the one that signs.</summary>
    public string? DeploymentId { get; init; }

    /// <summary>The session, when there was one.</summary>
    public string? SessionId { get; init; }

    /// <summary>Usually 1.</summary>
    public long? Requests { get; init; }

    /// <summary>Tokens, reported or estimated.</summary>
    public long? LlmTokens { get; init; }

    /// <summary>Tokens of the input.</summary>
    public long? InputTokens { get; init; }

    /// <summary>Tokens of the output.</summary>
    public long? OutputTokens { get; init; }

    /// <summary>Whether the token counts are an estimate.</summary>
    public bool? TokensEstimated { get; init; }

    /// <summary>Milliseconds of wall time in the runtime.</summary>
    public long? ComputeMs { get; init; }

    /// <summary>Tools that were called.</summary>
    public long? ToolCalls { get; init; }

    /// <summary>0 or 1.</summary>
    public long? Errors { get; init; }

    /// <summary>auth, limit, runtime, tool or unknown.</summary>
    public string? ErrorClass { get; init; }

    /// <summary>What the caller was told.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>Accepted for compatibility and ignored: the platform estimates cost itself.</summary>
    public double? CostUsd { get; init; }

    /// <summary>The W3C trace id.</summary>
    public string? TraceId { get; init; }

    /// <summary>Counters of the Cloudflare runtime.</summary>
    public CloudflareCounters? Cloudflare { get; init; }

    /// <summary>Counters of the AgentCore runtime.</summary>
    public AgentCoreCounters? Agentcore { get; init; }
}
