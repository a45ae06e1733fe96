using Webhost.Contracts.Audit;

namespace Webhost.Core.Audit;

/// <summary>An entry of the audit log as it is stored: what was begun.</summary>
public sealed record AuditRecord
{
    /// <summary>The key in <see cref="Details"/> that names the agent to which the target belongs.</summary>
    public const string AgentDetail = "agentId";

    /// <summary>The entry's id.</summary>
    public required string EntryId { get; init; }

    /// <summary>Whose log it is in.</summary>
    public required string UserId { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Who began it.</summary>
    public required AuditActor Actor { get; init; }

    /// <summary>One of <see cref="AuditActions"/>.</summary>
    public required string Action { get; init; }

    /// <summary>What it is done to.</summary>
    public required AuditTarget Target { get; init; }

    /// <summary>Facts that were known at its beginning.</summary>
    public IReadOnlyDictionary<string, string>? Details { get; init; }

    /// <summary>The trace of the request.</summary>
    public string? TraceId { get; init; }

    /// <summary>The agent that it is about, so that all entries about an agent can be found: the target itself, or what the target belongs to.</summary>
    public string? AgentId => Target.Type == AuditActions.Agent ? Target.Id : Details?.GetValueOrDefault(AgentDetail);

    /// <summary>The entry as the API shows it.</summary>
    /// <param name="end">How it ended; null when that is not recorded.</param>
    public AuditEntry ToContract(AuditEnd? end) => new()
    {
        EntryId = EntryId,
        Time = Time,
        Actor = Actor,
        Action = Action,
        Target = Target,
        Outcome = end?.Outcome ?? AuditOutcome.Open,
        Details = AuditDetails.Join(Details, end?.Details),
        TraceId = TraceId,
    };
}
