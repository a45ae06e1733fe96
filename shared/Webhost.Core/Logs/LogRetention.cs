using Webhost.Core.Plans;
using Webhost.Core.Users;

namespace Webhost.Core.Logs;

/// <summary>Removes log lines that are older than their owner's plan keeps them (master spec §5.5). A run removes so much of each agent at most; it may be stopped and run again at any time.</summary>
public sealed class LogRetention(EveryAgent agents, ILogStore logs, PlanCatalog plans, TimeProvider time)
{
    private const int MostRowsOfAgent = 20_000;

    /// <summary>Goes through all agents of all users once.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var (owner, agent) in agents.ReadAsync(cancellationToken))
        {
            var before = time.GetUtcNow().AddDays(-plans.Of(owner.SubscriptionTier).LogRetentionDays);
            await logs.RemoveAsync(agent.AgentId, before, MostRowsOfAgent, cancellationToken);
        }
    }
}
