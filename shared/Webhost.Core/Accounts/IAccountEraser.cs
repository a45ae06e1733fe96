using Webhost.Core.Users;

namespace Webhost.Core.Accounts;

/// <summary>Removes what no use case knows as a whole: everything that is stored under a user's id and the ids of the user's agents.</summary>
public interface IAccountEraser
{
    /// <summary>The ids of all agents that the user has or had, as far as anything is left of them.</summary>
    Task<IReadOnlyCollection<string>> ReadAgentIdsAsync(UserId userId, CancellationToken cancellationToken);

    /// <summary>The ids of the user's agents that are not gone yet, also of those that are being removed.</summary>
    Task<IReadOnlyCollection<string>> ReadPresentAgentIdsAsync(UserId userId, CancellationToken cancellationToken);

    /// <summary>Removes the rows of agents and of their owner in every table but for users, keys, audit and subscriptions. Idempotent.</summary>
    /// <param name="userId">The owner.</param>
    /// <param name="agentIds">The agents, gone or not.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task EraseAsync(UserId userId, IReadOnlyCollection<string> agentIds, CancellationToken cancellationToken);

    /// <summary>Removes the rows of agents alone, and what they add to their owner's usage. Idempotent.</summary>
    Task EraseAgentsAsync(UserId userId, IReadOnlyCollection<string> agentIds, CancellationToken cancellationToken);

    /// <summary>
    /// Removes those rows of an owner who is gone that may have been written behind a call that was let in before: of quotas, alerts and kept answers. Of somebody who
    /// has come back it takes nothing that matters. Idempotent.
    /// </summary>
    Task EraseLateAsync(UserId userId, CancellationToken cancellationToken);
}
