namespace Webhost.Contracts.Invocation;

/// <summary>The <c>202</c> answer to an invocation with <c>Prefer: respond-async</c>.</summary>
public sealed record AsyncInvocationAccepted
{
    /// <summary>The invocation's id (<c>inv_…</c>).</summary>
    public required string InvocationId { get; init; }

    /// <summary>The session that it runs in.</summary>
    public required string SessionId { get; init; }

    /// <summary>The W3C trace id.</summary>
    public required string TraceId { get; init; }

    /// <summary>Where it stands.</summary>
    public required AsyncInvocationStatus Status { get; init; }

    /// <summary>The path to poll; also in the <c>Location</c> header.</summary>
    public required string StatusUrl { get; init; }

    /// <summary>What the message to the webhook is signed with, as Standard Webhooks says (<c>whsec_…</c>): good for this invocation alone. Absent when no webhook was asked for.</summary>
    public string? WebhookSecret { get; init; }
}
