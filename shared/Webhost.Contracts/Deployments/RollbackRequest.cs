namespace Webhost.Contracts.Deployments;

/// <summary>The body of <c>POST /v1/agents/{agentId}/rollback</c>.</summary>
public sealed record RollbackRequest
{
    /// <summary>A deployment of the agent that was active before.</summary>
    public string? DeploymentId { get; init; }
}
