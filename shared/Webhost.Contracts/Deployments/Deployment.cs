using Webhost.Contracts.Errors;

namespace Webhost.Contracts.Deployments;

/// <summary>An immutable version of an agent (master spec §6.3).</summary>
public sealed record Deployment
{
    /// <summary>The deployment's id (<c>dep_…</c>).</summary>
    public required string DeploymentId { get; init; }

    /// <summary>The agent it belongs to.</summary>
    public required string AgentId { get; init; }

    /// <summary>Monotonic per agent, from 1.</summary>
    public required int Version { get; init; }

    /// <summary>The runtime it was made for.</summary>
    public required string RuntimeProvider { get; init; }

    /// <summary>Where it stands.</summary>
    public required DeploymentStatus Status { get; init; }

    /// <summary>The step it is in, or in which it ended.</summary>
    public required DeploymentPhase Phase { get; init; }

    /// <summary>0 to 100.</summary>
    public required int PercentComplete { get; init; }

    /// <summary>The source revision that the caller gave; null if none.</summary>
    public string? CommitHash { get; init; }

    /// <summary>The code it was made from.</summary>
    public required ArtifactReference Artifact { get; init; }

    /// <summary>Why it failed; null unless it did.</summary>
    public ErrorBody? Error { get; init; }

    /// <summary>The last lines of its log; only with a failure.</summary>
    public IReadOnlyList<string>? LastLogLines { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last became active; null if it never did.</summary>
    public DateTimeOffset? DeployedAt { get; init; }

    /// <summary>When it reached an end; null while it runs.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The id of the user who asked for it.</summary>
    public required string DeployedBy { get; init; }
}
