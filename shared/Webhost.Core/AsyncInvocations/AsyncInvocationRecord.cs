using Webhost.Contracts.Errors;
using Webhost.Contracts.Invocation;
using Webhost.Core.Invocation;

namespace Webhost.Core.AsyncInvocations;

/// <summary>An asynchronous invocation as it is stored. What is asked and what is answered lies beside it.</summary>
public sealed record AsyncInvocationRecord
{
    /// <summary>The ids under which it runs.</summary>
    public required PutOffInvocation Ids { get; init; }

    /// <summary>Whose it is.</summary>
    public required string UserId { get; init; }

    /// <summary>The agent.</summary>
    public required string AgentId { get; init; }

    /// <summary>Where it stands.</summary>
    public required AsyncInvocationStatus Status { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the agent was called.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The deployment that answers.</summary>
    public string? DeploymentId { get; init; }

    /// <summary>What it used, as far as the agent said.</summary>
    public Usage? Usage { get; init; }

    /// <summary>Why it failed.</summary>
    public ErrorBody? Error { get; init; }

    /// <summary>Who runs it: an id that is made for each attempt to begin, so that a claim whose answer was lost is known again.</summary>
    public string? Runner { get; init; }

    /// <summary>Until when its runner is taken to be alive. It moves this on while the agent is at work.</summary>
    public DateTimeOffset? RunUntil { get; init; }

    /// <summary>Whether events of its answer may be missing: who follows is told to read the answer instead.</summary>
    public bool EventsLost { get; init; }

    /// <summary>Whether somebody wants it to stop.</summary>
    public bool CancelRequested { get; init; }

    /// <summary>What became of the message to its webhook; null when there is none.</summary>
    public WebhookDelivery? Webhook { get; init; }

    /// <summary>Whether it has ended, whichever way.</summary>
    public bool Ended => Status is AsyncInvocationStatus.Succeeded or AsyncInvocationStatus.Failed or AsyncInvocationStatus.Cancelled;

    /// <summary>What its owner is shown.</summary>
    /// <param name="output">The answer; null when there is none, or it is not asked for.</param>
    public AsyncInvocation ToContract(Contracts.Invocation.InvokeOutput? output = null) => new()
    {
        InvocationId = Ids.InvocationId,
        AgentId = AgentId,
        SessionId = Ids.SessionId,
        TraceId = Ids.TraceId,
        Status = Status,
        CreatedAt = CreatedAt,
        StartedAt = StartedAt,
        EndedAt = EndedAt,
        DeploymentId = DeploymentId,
        Output = output,
        Usage = Usage,
        Error = Error,
        CancelRequested = CancelRequested,
        Webhook = Webhook,
    };

    /// <inheritdoc/>
    public override string ToString() => $"{nameof(AsyncInvocationRecord)} {Ids.InvocationId} {Status}";
}
