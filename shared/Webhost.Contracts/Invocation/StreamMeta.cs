namespace Webhost.Contracts.Invocation;

/// <summary>The data of the <c>meta</c> event that opens a stream (runtime provider interface §3.5).</summary>
public sealed record StreamMeta
{
    /// <summary>The W3C trace id.</summary>
    public required string TraceId { get; init; }

    /// <summary>The session.</summary>
    public required string SessionId { get; init; }

    /// <summary>The invocation.</summary>
    public required string InvocationId { get; init; }

    /// <summary>The deployment that answers.</summary>
    public required string DeploymentId { get; init; }
}
