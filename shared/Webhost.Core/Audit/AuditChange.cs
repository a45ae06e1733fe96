using Webhost.Contracts.Audit;

namespace Webhost.Core.Audit;

/// <summary>A change that is about to be made.</summary>
/// <param name="Action">One of <see cref="AuditActions"/>.</param>
/// <param name="Target">What is changed.</param>
/// <param name="Details">What is known of it.</param>
public sealed record AuditChange(string Action, AuditTarget Target, IReadOnlyDictionary<string, string>? Details = null)
{
    private static readonly IReadOnlyDictionary<string, string> Nothing = new Dictionary<string, string>();

    /// <summary>A change of an agent.</summary>
    public static AuditChange OfAgent(string action, string agentId, IReadOnlyDictionary<string, string>? details = null) => new(action, new AuditTarget(AuditActions.Agent, agentId), details);

    /// <summary>A change of an account's billing.</summary>
    public static AuditChange OfBilling(string action, string userId, params ReadOnlySpan<(string Name, string? Value)> facts) =>
        new(action, new AuditTarget(AuditActions.Billing, userId), AuditDetails.Of(facts));

    /// <summary>A change of an account as a whole.</summary>
    public static AuditChange OfAccount(string action, string userId, params ReadOnlySpan<(string Name, string? Value)> facts) =>
        new(action, new AuditTarget(AuditActions.Account, userId), AuditDetails.Of(facts));

    /// <summary>A change of something that belongs to an agent.</summary>
    public static AuditChange Of(string action, string type, string id, string agentId, params ReadOnlySpan<(string Name, string? Value)> facts) =>
        new(action, new AuditTarget(type, id), AuditDetails.Of([(AuditRecord.AgentDetail, agentId), .. facts]));

    /// <summary>Whether another would leave the same entry.</summary>
    internal bool IsTheSameAs(AuditChange other) => (Action, Target) == (other.Action, other.Target)
        && (Details ?? Nothing).Count == (other.Details ?? Nothing).Count && (Details ?? Nothing).All(fact => other.Details?.GetValueOrDefault(fact.Key) == fact.Value);
}
