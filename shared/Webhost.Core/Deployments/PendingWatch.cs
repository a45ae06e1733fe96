using Webhost.Core.Agents;
using Webhost.Core.Users;

namespace Webhost.Core.Deployments;

/// <summary>Carries on what a crash interrupted between a note of work and the start of its orchestration, and takes back what can't be carried on.</summary>
public sealed class PendingWatch(IPendingWork pending, IAgentStore agents, IDeploymentStore deployments, AgentHold hold, TimeProvider time)
{
    // Younger notes belong to a request that is still being served.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(30);

    /// <summary>Looks at every note once. Safe to run at any time, and in several processes at once.</summary>
    public async Task RunAsync(IOrchestrations orchestrations, CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - Settled;
        foreach (var item in await pending.ListAsync(cancellationToken))
        {
            if (item.CreatedAt > before || await orchestrations.ExistsAsync(item.Id, cancellationToken))
            {
                continue;
            }

            if (await IsNeededAsync(item, cancellationToken))
            {
                await orchestrations.StartAsync(item, cancellationToken);
            }
            else
            {
                await hold.ReleaseAsync(new UserId(item.UserId), item.AgentId, item.Id, agent => agent, cancellationToken);
                await pending.RemoveAsync(item, cancellationToken);
            }
        }
    }

    // A note alone is no order: the state that it was written for must be there too.
    private async Task<bool> IsNeededAsync(PendingItem item, CancellationToken cancellationToken)
    {
        var userId = new UserId(item.UserId);
        if (item.Kind == PendingKind.Deploy)
        {
            return await deployments.FindAsync(userId, item.Id, cancellationToken) is { Value.Ended: false };
        }

        return await agents.FindIncludingDeletedAsync(userId, item.AgentId, cancellationToken) is { Value: var agent }
            && (item.Kind == PendingKind.Remove ? agent.Deleted : string.Equals(agent.DeployingDeploymentId, item.Id, StringComparison.Ordinal));
    }
}
