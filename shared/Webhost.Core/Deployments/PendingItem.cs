using Webhost.Contracts.Audit;

namespace Webhost.Core.Deployments;

/// <summary>One note of work.</summary>
public sealed record PendingItem
{
    /// <summary>What kind of orchestration.</summary>
    public required PendingKind Kind { get; init; }

    /// <summary>The orchestration's instance id.</summary>
    public required string Id { get; init; }

    /// <summary>The owner.</summary>
    public required string UserId { get; init; }

    /// <summary>The agent; empty for what is about a whole account.</summary>
    public required string AgentId { get; init; }

    /// <summary>The deployment to roll back to, or to undo; null for other kinds.</summary>
    public string? DeploymentId { get; init; }

    /// <summary>Who asked for it; null for what was noted before actors were.</summary>
    public AuditActor? Actor { get; init; }

    /// <summary>The trace of the request that asked for it.</summary>
    public string? TraceId { get; init; }

    /// <summary>When it was noted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
