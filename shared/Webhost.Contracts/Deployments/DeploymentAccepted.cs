namespace Webhost.Contracts.Deployments;

/// <summary>The <c>202</c> answer of a started deployment.</summary>
public sealed record DeploymentAccepted
{
    /// <summary>The deployment's id (<c>dep_…</c>).</summary>
    public required string DeploymentId { get; init; }

    /// <summary>1 for an agent's first deployment, then one more each time.</summary>
    public required int Version { get; init; }

    /// <summary>Where it stands.</summary>
    public required DeploymentStatus Status { get; init; }

    /// <summary>The path to poll; also in the <c>Location</c> header.</summary>
    public required string StatusUrl { get; init; }
}
