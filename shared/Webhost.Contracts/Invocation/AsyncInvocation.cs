using Webhost.Contracts.Errors;

namespace Webhost.Contracts.Invocation;

/// <summary>An invocation that nobody waits for on one connection, and its answer once it is there.</summary>
public sealed record AsyncInvocation
{
    /// <summary>The invocation's id (<c>inv_…</c>), which is also its telemetry event's.</summary>
    public required string InvocationId { get; init; }

    /// <summary>The agent.</summary>
    public required string AgentId { get; init; }

    /// <summary>The session that it runs in.</summary>
    public required string SessionId { get; init; }

    /// <summary>The W3C trace id.</summary>
    public required string TraceId { get; init; }

    /// <summary>Where it stands.</summary>
    public required AsyncInvocationStatus Status { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the agent was called; absent until then.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended; absent until then.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The deployment that answers; absent until the agent is called.</summary>
    public string? DeploymentId { get; init; }

    /// <summary>What the agent answered, of one that has succeeded. Not in lists.</summary>
    public InvokeOutput? Output { get; init; }

    /// <summary>What it used, as far as the agent said.</summary>
    public Usage? Usage { get; init; }

    /// <summary>Why it failed.</summary>
    public ErrorBody? Error { get; init; }

    /// <summary>Whether it was asked to stop.</summary>
    public bool CancelRequested { get; init; }

    /// <summary>What became of the message to the webhook; absent when none was asked for.</summary>
    public WebhookDelivery? Webhook { get; init; }
}
