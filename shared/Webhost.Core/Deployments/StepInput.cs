namespace Webhost.Core.Deployments;

/// <summary>Names the deployment that a step works on: all that durable history needs to hold.</summary>
public sealed record StepInput
{
    /// <summary>The owner.</summary>
    public required string UserId { get; init; }

    /// <summary>The agent.</summary>
    public required string AgentId { get; init; }

    /// <summary>The deployment.</summary>
    public required string DeploymentId { get; init; }
}
