using Webhost.Core.Plans;
using Webhost.Core.Storage;
using Webhost.Core.Users;

namespace Webhost.Core.Logs;

/// <summary>Removes log lines that are older than their owner's plan keeps them (master spec §5.5).</summary>
public sealed class LogRetention(EveryAgent agents, ILogStore logs, PlanCatalog plans, TimeProvider time)
{
    private const int MostAtOnce = 5_000;

    private readonly RetentionRun<Kept> run = new(time);

    /// <summary>Goes through all agents of all users.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => run.RunAsync(
        agents.ReadAsync(cancellationToken).Select(each => new Kept(each.Agent.AgentId, plans.Of(each.Owner.SubscriptionTier).LogRetentionDays)),
        (each, token) => logs.RemoveAsync(each.AgentId, time.GetUtcNow().AddDays(-each.Days), MostAtOnce, token),
        cancellationToken);

    private sealed record Kept(string AgentId, int Days);
}
