using Webhost.Core.Plans;
using Webhost.Core.Users;

namespace Webhost.Core.Logs;

/// <summary>Removes log lines that are older than their owner's plan keeps them (master spec §5.5).</summary>
public sealed class LogRetention(EveryAgent agents, ILogStore logs, PlanCatalog plans, TimeProvider time)
{
    private const int MostAtOnce = 5_000;

    private readonly PlanRetention retention = new(agents, plans, time);

    /// <summary>Goes through all agents of all users.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => retention.RunAsync((agentId, before, token) => logs.RemoveAsync(agentId, before, MostAtOnce, token), cancellationToken);
}
