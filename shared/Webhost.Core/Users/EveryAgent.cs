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
            string? cursor = null;
            do
            {
                var (items, next) = await agents.ListAsync(new UserId(user.UserId), new PageRequest(PageRequest.MaximumLimit, cursor), cancellationToken);
                foreach (var agent in items)
                {
                    yield return (user, agent);
                }

                cursor = next;
            }
            while (cursor is not null);
        }
    }
}
