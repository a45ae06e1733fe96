using Webhost.Contracts.Errors;
using Webhost.Contracts.Invocation;

namespace Webhost.Core.AsyncInvocations;

/// <summary>How an asynchronous invocation ended.</summary>
public sealed record AsyncInvocationOutcome
{
    /// <summary>Succeeded, failed or cancelled.</summary>
    public required AsyncInvocationStatus Status { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>The answer, of one that has succeeded.</summary>
    public InvokeOutput? Output { get; init; }

    /// <summary>What it used, as far as the agent said.</summary>
    public Usage? Usage { get; init; }

    /// <summary>Why it failed.</summary>
    public ErrorBody? Error { get; init; }
}
