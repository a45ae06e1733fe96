namespace Webhost.Contracts.Deployments;

/// <summary>What a running deployment reports: the custom status of its orchestration and the data of its events.</summary>
public sealed record DeploymentProgress
{
    /// <summary>The step it is in.</summary>
    public required DeploymentPhase Phase { get; init; }

    /// <summary>0 to 100.</summary>
    public required int PercentComplete { get; init; }

    /// <summary>One sentence on what is being done; null if there is nothing to add.</summary>
    public string? Message { get; init; }
}
