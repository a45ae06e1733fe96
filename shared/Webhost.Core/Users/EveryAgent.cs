using System.Runtime.CompilerServices;
using Webhost.Core.Agents;
using Webhost.Core.Storage;

namespace Webhost.Core.Users;

/// <summary>Goes through all agents of all users, for what is done to each of them by the clock.</summary>
public sealed class EveryAgent(IUserRegister users, IAgentStore agents)
{
    /// <summary>Every agent with its owner, in no particular order.</summary>
    public async IAsyncEnumerable<(User Owner, AgentRecord Agent)> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var user in users.ReadAllAsync(cancellationToken))
        {
            await foreach (var agent in Pages.ReadAsync((page, token) => agents.ListAsync(new UserId(user.UserId), page, token), cancellationToken))
            {
                yield return (user, agent);
            }
        }
    }
}
