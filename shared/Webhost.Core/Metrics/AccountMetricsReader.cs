using Webhost.Contracts.Metrics;
using Webhost.Core.Agents;
using Webhost.Core.Identity;
using Webhost.Core.Storage;

namespace Webhost.Core.Metrics;

/// <summary>Answers what all agents of a user did, in one reading.</summary>
public sealed class AccountMetricsReader(AgentDirectory agents, AgentMetricsReader metrics)
{
    private const int ParallelAgents = 8;

    /// <summary>Totals of all agents, and what each did; with a key for one agent, of that one.</summary>
    public async Task<AccountMetrics> ReadAsync(Caller caller, MetricsQuery query, CancellationToken cancellationToken)
    {
        var owned = await Pages.ReadAsync((page, token) => agents.ListAsync(caller, page, token), cancellationToken).ToListAsync(cancellationToken);
        var series = new MetricsSeries[owned.Count];
        await Parallel.ForAsync(0, owned.Count, new ParallelOptions { MaxDegreeOfParallelism = ParallelAgents, CancellationToken = cancellationToken }, async (index, token) =>
            series[index] = await metrics.GatherAsync(owned[index], query, token));
        return new AccountMetrics
        {
            From = query.From,
            To = query.To,
            StepSeconds = query.StepSeconds,
            Totals = MetricsSeries.TotalsOf(series),
            Agents = [.. owned.Zip(series, (agent, own) => own.ToActivity(agent.AgentId))],
        };
    }
}
