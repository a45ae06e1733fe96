using Webhost.Core.Users;

namespace Webhost.Core.Accounts;

/// <summary>Removes what no use case knows as a whole: everything that is stored under a user's id and the ids of the user's agents.</summary>
public interface IAccountEraser
{
    /// <summary>The ids of all agents that the user has or had, as far as anything is left of them.</summary>
    Task<IReadOnlyCollection<string>> ReadAgentIdsAsync(UserId userId, CancellationToken cancellationToken);

    /// <summary>Whether the user has an agent that is not gone yet, also one that is being removed.</summary>
    Task<bool> HasAgentsAsync(UserId userId, CancellationToken cancellationToken);

    /// <summary>Removes the rows of agents and of their owner in every table but for users, audit and subscriptions. Idempotent.</summary>
    /// <param name="userId">The owner.</param>
    /// <param name="agentIds">The agents, gone or not.</param>
    /// <param name="emailHash">What open checkouts are found by; null when the user has no address.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task EraseAsync(UserId userId, IReadOnlyCollection<string> agentIds, string? emailHash, CancellationToken cancellationToken);
}
