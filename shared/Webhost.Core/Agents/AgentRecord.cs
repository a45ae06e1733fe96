using Webhost.Contracts.Agents;

namespace Webhost.Core.Agents;

/// <summary>An agent as it is stored (master spec §6.2).</summary>
public sealed record AgentRecord
{
    /// <summary>The agent's id.</summary>
    public required string AgentId { get; init; }

    /// <summary>The owner.</summary>
    public required string UserId { get; init; }

    /// <summary>Unique among the owner's agents, without regard to case.</summary>
    public required string Name { get; init; }

    /// <summary>Free text.</summary>
    public string? Description { get; init; }

    /// <summary>Informational.</summary>
    public required string Framework { get; init; }

    /// <summary>The runtime of the next deployment.</summary>
    public required string RuntimeProvider { get; init; }

    /// <summary>The names of variables and secrets that the agent is given.</summary>
    public required IReadOnlyList<string> EnvVarKeys { get; init; }

    /// <summary>Plain variables.</summary>
    public required IReadOnlyDictionary<string, string> Env { get; init; }

    /// <summary>Whether the owner switched the agent off.</summary>
    public bool Disabled { get; init; }

    /// <summary>Whether the agent is being removed: to its owner it is gone already.</summary>
    public bool Deleted { get; init; }

    /// <summary>The deployment that serves.</summary>
    public string? ActiveDeploymentId { get; init; }

    /// <summary>The runtime of the deployment that serves; null while there is none.</summary>
    public string? ActiveRuntime { get; init; }

    /// <summary>The runtime on which the agent takes up a place that the plan counts; null for none. Kept by the store, with the row that is counted.</summary>
    public string? CountedRuntime { get; init; }

    /// <summary>The deployment or roll-back that holds the agent now; only one does at a time.</summary>
    public string? DeployingDeploymentId { get; init; }

    /// <summary>Whether the newest deployment failed.</summary>
    public bool LastDeploymentFailed { get; init; }

    /// <summary>The number of the newest deployment; 0 before the first.</summary>
    public int LastVersion { get; init; }

    /// <summary>When the agent was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the agent was last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When a deployment last succeeded.</summary>
    public DateTimeOffset? LastDeployedAt { get; init; }

    /// <summary>Where the agent stands, derived.</summary>
    public AgentStatus Status => this switch
    {
        { Disabled: true } => AgentStatus.Disabled,
        { ActiveDeploymentId: not null } => AgentStatus.Active,
        { DeployingDeploymentId: not null } => AgentStatus.Deploying,
        { LastDeploymentFailed: true } => AgentStatus.Error,
        _ => AgentStatus.Created,
    };

    /// <summary>The agent as the API shows it.</summary>
    public Agent ToContract() => new()
    {
        AgentId = AgentId,
        Name = Name,
        Description = Description,
        Framework = Framework,
        RuntimeProvider = RuntimeProvider,
        Status = Status,
        ActiveDeploymentId = ActiveDeploymentId,
        DeployingDeploymentId = DeployingDeploymentId,
        EnvVarKeys = EnvVarKeys,
        Env = Env,
        InvokeUrl = $"/v1/invoke/{AgentId}",
        CreatedAt = CreatedAt,
        UpdatedAt = UpdatedAt,
        LastDeployedAt = LastDeployedAt,
    };
}
