using Webhost.Core.Storage;
using Webhost.Core.Users;

namespace Webhost.Core.Agents;

/// <summary>Keeps agents. Every call names the owner; another tenant's agent is as good as absent.</summary>
public interface IAgentStore
{
    /// <summary>Adds an agent in one transaction with its name and the owner's count, so that neither a race nor a crash can break uniqueness or the limit.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="maximumAgents">How many agents the owner may have; null for any number.</param>
    /// <param name="maximumOnRuntime">How many of them may be on this one's runtime; null for any number.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<AgentAddOutcome> AddAsync(AgentRecord agent, long? maximumAgents, long? maximumOnRuntime, CancellationToken cancellationToken);

    /// <summary>Why the agent could not be added at the moment; null when it could. The parameters are those of <see cref="AddAsync"/>.</summary>
    Task<AgentAddOutcome?> RefuseAsync(AgentRecord agent, long? maximumAgents, long? maximumOnRuntime, CancellationToken cancellationToken);

    /// <summary>The agent, or null when there is none or it is being removed.</summary>
    Task<Versioned<AgentRecord>?> FindAsync(UserId userId, string agentId, CancellationToken cancellationToken);

    /// <summary>A page of the owner's agents, oldest first.</summary>
    Task<(IReadOnlyList<AgentRecord> Items, string? NextCursor)> ListAsync(UserId userId, PageRequest page, CancellationToken cancellationToken);

    /// <summary>How many agents the owner has.</summary>
    Task<long> CountAsync(UserId userId, CancellationToken cancellationToken);

    /// <summary>How many of the owner's agents take up a place on a runtime that has places: those that are to be deployed there or serve from there.</summary>
    Task<long> CountOnRuntimeAsync(UserId userId, string runtime, CancellationToken cancellationToken);

    /// <summary>An agent's place on a runtime that has places, from 1 for the oldest; one that takes up none stands behind all.</summary>
    Task<long> PlaceOnRuntimeAsync(UserId userId, string runtime, string agentId, CancellationToken cancellationToken);

    /// <summary>Replaces an agent; a changed name moves its reservation in the same transaction.</summary>
    /// <param name="agent">The new value with the version that it was made from.</param>
    /// <param name="previousName">The name before the change.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<AgentUpdateOutcome> UpdateAsync(Versioned<AgentRecord> agent, string previousName, CancellationToken cancellationToken);

    /// <summary>Marks an agent as removed, frees its name and its place in the count, in one transaction; false when the version is stale. </summary>
    Task<bool> MarkDeletedAsync(Versioned<AgentRecord> agent, CancellationToken cancellationToken);

    /// <summary>The agent even while it is being removed, or null.</summary>
    Task<Versioned<AgentRecord>?> FindIncludingDeletedAsync(UserId userId, string agentId, CancellationToken cancellationToken);

    /// <summary>Drops the row of an agent that is marked as removed. Idempotent.</summary>
    Task PurgeAsync(UserId userId, string agentId, CancellationToken cancellationToken);
}
