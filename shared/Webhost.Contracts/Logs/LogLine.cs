namespace Webhost.Contracts.Logs;

/// <summary>A line of an agent's log.</summary>
public sealed record LogLine
{
    /// <summary>Opaque and growing; also the SSE event's id, so that a stream can be resumed.</summary>
    public required string Id { get; init; }

    /// <summary>When it was written.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>debug, info, warn or error.</summary>
    public required string Level { get; init; }

    /// <summary>The text.</summary>
    public required string Message { get; init; }

    /// <summary>log, console, exception or build.</summary>
    public required string Source { get; init; }

    /// <summary>The deployment that wrote it.</summary>
    public string? DeploymentId { get; init; }

    /// <summary>The invocation that wrote it; null outside of one.</summary>
    public string? InvocationId { get; init; }

    /// <summary>The session; null outside of one.</summary>
    public string? SessionId { get; init; }

    /// <summary>The W3C trace id; null outside of an invocation.</summary>
    public string? TraceId { get; init; }

    /// <summary>The stack of an uncaught error; null otherwise.</summary>
    public string? Stack { get; init; }
}
