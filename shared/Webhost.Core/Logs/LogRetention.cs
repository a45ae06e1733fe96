using Webhost.Core.Agents;
using Webhost.Core.Plans;
using Webhost.Core.Storage;
using Webhost.Core.Users;

namespace Webhost.Core.Logs;

/// <summary>Removes log lines that are older than their owner's plan keeps them (master spec §5.5). May be stopped and run again at any time.</summary>
public sealed class LogRetention(IUserRegister users, IAgentStore agents, ILogStore logs, PlanCatalog plans, TimeProvider time)
{
    /// <summary>Goes through all agents of all users once.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var user in users.ReadAllAsync(cancellationToken))
        {
            var before = time.GetUtcNow().AddDays(-plans.Of(user.SubscriptionTier).LogRetentionDays);
            string? cursor = null;
            do
            {
                var (items, next) = await agents.ListAsync(new UserId(user.UserId), new PageRequest(PageRequest.MaximumLimit, cursor), cancellationToken);
                foreach (var agent in items)
                {
                    await logs.RemoveAsync(agent.AgentId, before, cancellationToken);
                }

                cursor = next;
            }
            while (cursor is not null);
        }
    }
}
