namespace Webhost.Contracts.Invocation;

/// <summary>The JSON answer of an invocation (master spec §7.2).</summary>
public sealed record InvokeResponse
{
    /// <summary>The agent's answer.</summary>
    public required InvokeOutput Output { get; init; }

    /// <summary>The session that the invocation ran in.</summary>
    public required string SessionId { get; init; }

    /// <summary>What it used.</summary>
    public required Usage Usage { get; init; }

    /// <summary>The W3C trace id.</summary>
    public required string TraceId { get; init; }

    /// <summary>The invocation's id, which is also its telemetry event's.</summary>
    public required string InvocationId { get; init; }

    /// <summary>The deployment that answered.</summary>
    public required string DeploymentId { get; init; }
}
