using Webhost.Core.Storage;
using Webhost.Core.Users;

namespace Webhost.Core.Plans;

/// <summary>Removes of all agents what is older than their owners' plans keep log lines (master spec §5.5).</summary>
internal sealed class PlanRetention(EveryAgent agents, PlanCatalog plans, TimeProvider time)
{
    private readonly RetentionRun<Kept> run = new(time);

    /// <summary>Goes through all agents of all users.</summary>
    /// <param name="removeSome">Removes some of an agent's things of before a time; how many, and nothing when there are no more.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    public Task RunAsync(Func<string, DateTimeOffset, CancellationToken, Task<int>> removeSome, CancellationToken cancellationToken) => run.RunAsync(
        agents.ReadAsync(cancellationToken).Select(each => new Kept(each.Agent.AgentId, plans.Of(each.Owner.SubscriptionTier).LogRetentionDays)),
        (each, token) => removeSome(each.AgentId, time.GetUtcNow().AddDays(-each.Days), token),
        cancellationToken);

    private sealed record Kept(string AgentId, int Days);
}
