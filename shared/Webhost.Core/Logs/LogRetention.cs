using Webhost.Contracts.Deployments;
using Webhost.Core.Deployments;
using Webhost.Core.Plans;
using Webhost.Core.Storage;
using Webhost.Core.Users;

namespace Webhost.Core.Logs;

/// <summary>Removes log lines that are older than their owner's plan keeps them (master spec §5.5), and the logs of deployments that ended before that time and do not serve.</summary>
public sealed class LogRetention(EveryAgent agents, ILogStore logs, IDeploymentStore deployments, DeploymentJournal journal, PlanCatalog plans, TimeProvider time)
{
    private const int MostAtOnce = 5_000;
    private const int MostDeploymentsAtOnce = 50;

    private readonly PlanRetention retention = new(agents, plans, time);

    /// <summary>Goes through all agents of all users.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => retention.RunAsync(
        async (agentId, before, token) => await logs.RemoveAsync(agentId, before, MostAtOnce, token) is var removed and > 0 ? removed : await RemoveOfDeploymentsAsync(agentId, before, token),
        cancellationToken);

    private async Task<int> RemoveOfDeploymentsAsync(string agentId, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var over = Pages.ReadAsync((page, token) => deployments.ListAsync(agentId, page, token), cancellationToken)
            .Where(deployment => deployment is { Ended: true, LogRemoved: false } && deployment.Status != DeploymentStatus.Active && deployment.EndedAt < before)
            .Take(MostDeploymentsAtOnce);
        var removed = 0;
        foreach (var deployment in await over.ToListAsync(cancellationToken))
        {
            await journal.RemoveLogAsync(new StepInput { UserId = deployment.UserId, AgentId = agentId, DeploymentId = deployment.DeploymentId }, cancellationToken);
            removed++;
        }

        return removed;
    }
}
