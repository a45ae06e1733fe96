using Webhost.Core.Plans;
using Webhost.Core.Users;

namespace Webhost.Core.AsyncInvocations;

/// <summary>Removes asynchronous invocations with their answers once they are older than their owner's plan keeps log lines (docs/tables.md).</summary>
public sealed class AsyncInvocationRetention(EveryAgent agents, IAsyncInvocationStore store, PlanCatalog plans, TimeProvider time)
{
    private const int MostAtOnce = 500;

    private readonly PlanRetention retention = new(agents, plans, time);

    /// <summary>Goes through all agents of all users.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => retention.RunAsync((agentId, before, token) => store.RemoveAsync(agentId, before, MostAtOnce, token), cancellationToken);
}
