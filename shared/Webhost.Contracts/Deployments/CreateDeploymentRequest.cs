namespace Webhost.Contracts.Deployments;

/// <summary>The body of <c>POST /v1/agents/{agentId}/deployments</c>.</summary>
public sealed record CreateDeploymentRequest
{
    /// <summary>The code to deploy.</summary>
    public ArtifactReference? Artifact { get; init; }

    /// <summary>The source revision, for the history; at most 64 characters.</summary>
    public string? CommitHash { get; init; }

    /// <summary>Wait in line when another deployment of the agent is running; otherwise that is a CONFLICT.</summary>
    public bool? Queue { get; init; }
}
