namespace Webhost.Contracts.Invocation;

/// <summary>What the webhook of an asynchronous invocation is sent at its end.</summary>
public sealed record AsyncInvocationMessage
{
    /// <summary><c>invocation.succeeded</c>, <c>invocation.failed</c> or <c>invocation.cancelled</c>.</summary>
    public required string Type { get; init; }

    /// <summary>When it ended.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>The invocation, with its answer.</summary>
    public required AsyncInvocation Data { get; init; }
}
