using System.Text.Json.Serialization;
using Webhost.Core.Invocation;
using Webhost.Core.Limits;
using Webhost.Core.Providers;

namespace Webhost.Core.Telemetry;

/// <summary>What the gateway itself measured of one invocation. The workload's own report never lowers it.</summary>
public sealed record InvocationMeasurement
{
    /// <summary>The invocation.</summary>
    public required InvocationId InvocationId { get; init; }

    /// <summary>The owner.</summary>
    public required string UserId { get; init; }

    /// <summary>The agent.</summary>
    public required string AgentId { get; init; }

    /// <summary>The deployment that served.</summary>
    public required string DeploymentId { get; init; }

    /// <summary>The runtime that served.</summary>
    public required string RuntimeProvider { get; init; }

    /// <summary>The session.</summary>
    public required string SessionId { get; init; }

    /// <summary>Whether the session was opened for it, as its caller named none. Only until its session is noted: it is not stored.</summary>
    [JsonIgnore]
    public bool SessionOpened { get; init; }

    /// <summary>The W3C trace id.</summary>
    public required string TraceId { get; init; }

    /// <summary>When the gateway passed it on.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Until the answer's end, the failure, or the client's leaving.</summary>
    public required long DurationMs { get; init; }

    /// <summary>Tokens as the answer said; 0 when it didn't.</summary>
    public long Tokens { get; init; }

    /// <summary>Whether the answer said that its tokens are an estimate.</summary>
    public bool TokensEstimated { get; init; }

    /// <summary>
    /// Tokens as the gateway estimates them from the texts that passed through it, when the answer didn't say and the agent has run; otherwise 0. They count
    /// only as long as the workload has not reported.
    /// </summary>
    public long EstimatedTokens { get; init; }

    /// <summary>Tool calls as the answer said; 0 when it didn't.</summary>
    public long ToolCalls { get; init; }

    /// <summary>Milliseconds that the session lived, as the answer said or the adapter saw; 0 for a runtime that bills none.</summary>
    public long SessionDurationMs { get; init; }

    /// <summary>Browser interactions as the answer said; 0 when it didn't.</summary>
    public long BrowserInteractions { get; init; }

    /// <summary>auth, limit, runtime, tool or unknown; null for a success.</summary>
    public string? ErrorClass { get; init; }

    /// <summary>What the caller was told; null for a success.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>Whether the invocation was still running: what is known of it when the process that ran it is killed.</summary>
    public bool Unfinished { get; init; }

    /// <summary>What was reserved for it when it was measured, while it was still running: so much of its owner's quota stays used when the process is killed. Null once it has ended.</summary>
    public QuotaAmounts? Reserved { get; init; }

    /// <summary>What it used that costs money.</summary>
    public UsageQuantities Used() => new()
    {
        At = StartedAt,
        Requests = 1,
        ComputeMs = DurationMs,
        Tokens = Tokens,
        ToolCalls = ToolCalls,
        SessionDurationMs = SessionDurationMs,
        BrowserInteractions = BrowserInteractions,
    };
}
