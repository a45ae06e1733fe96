using System.Text.Json;

namespace Webhost.Contracts.Deployments;

/// <summary>The durable status of a deployment, with the fields of the Durable Functions status payload.</summary>
public sealed record OrchestrationStatus
{
    /// <summary>The orchestrator's name.</summary>
    public required string Name { get; init; }

    /// <summary>The instance's id, which is the deployment's.</summary>
    public required string InstanceId { get; init; }

    /// <summary>Pending, Running, Completed, Failed, Terminated, Suspended or ContinuedAsNew.</summary>
    public required string RuntimeStatus { get; init; }

    /// <summary>What the orchestration was started with.</summary>
    public JsonElement? Input { get; init; }

    /// <summary>The phase and percentage.</summary>
    public DeploymentProgress? CustomStatus { get; init; }

    /// <summary>The deployment at its end; null before.</summary>
    public Deployment? Output { get; init; }

    /// <summary>When the orchestration was made.</summary>
    public required DateTimeOffset CreatedTime { get; init; }

    /// <summary>When it last made progress.</summary>
    public required DateTimeOffset LastUpdatedTime { get; init; }
}
