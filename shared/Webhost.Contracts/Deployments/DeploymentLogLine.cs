namespace Webhost.Contracts.Deployments;

/// <summary>A line of a deployment's own log.</summary>
public sealed record DeploymentLogLine
{
    /// <summary>When it was written.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>The step that wrote it.</summary>
    public required DeploymentPhase Phase { get; init; }

    /// <summary><c>info</c>, <c>warn</c> or <c>error</c>.</summary>
    public required string Level { get; init; }

    /// <summary>The text.</summary>
    public required string Message { get; init; }
}
