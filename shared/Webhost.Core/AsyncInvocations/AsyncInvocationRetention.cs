using Webhost.Core.Plans;
using Webhost.Core.Storage;
using Webhost.Core.Users;

namespace Webhost.Core.AsyncInvocations;

/// <summary>Removes asynchronous invocations with their answers once they are older than their owner's plan keeps log lines (docs/tables.md).</summary>
public sealed class AsyncInvocationRetention(EveryAgent agents, IAsyncInvocationStore store, PlanCatalog plans, TimeProvider time)
{
    private const int MostAtOnce = 500;

    private readonly RetentionRun<Kept> run = new(time);

    /// <summary>Goes through all agents of all users.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => run.RunAsync(
        agents.ReadAsync(cancellationToken).Select(each => new Kept(each.Agent.AgentId, plans.Of(each.Owner.SubscriptionTier).LogRetentionDays)),
        (each, token) => store.RemoveAsync(each.AgentId, time.GetUtcNow().AddDays(-each.Days), MostAtOnce, token),
        cancellationToken);

    private sealed record Kept(string AgentId, int Days);
}
