using Webhost.Contracts.Costs;
using Webhost.Contracts.Metrics;

namespace Webhost.Core.Costs;

/// <summary>Puts what providers state beside the estimates in an agent's metrics. They state whole days in UTC, so that only those inside of the window count.</summary>
public sealed class MetricsCosts(StatedCosts stated)
{
    private const int DaySeconds = 86_400;

    /// <summary>The metrics with what is stated.</summary>
    /// <param name="agentId">The agent, which must be the caller's.</param>
    /// <param name="metrics">The metrics of all its deployments.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<AgentMetrics> AddAsync(string agentId, AgentMetrics metrics, CancellationToken cancellationToken)
    {
        var (first, last) = (DayOf(metrics.From.AddTicks(-1)).AddDays(1), DayOf(metrics.To).AddDays(-1));
        if (first > last)
        {
            return metrics;
        }

        var days = (await stated.ReadAsync([agentId], first, last, cancellationToken)).GroupBy(cost => cost.Day).ToDictionary(group => group.Key, group => group.Sum(cost => cost.Usd));
        if (days.Count == 0)
        {
            return metrics;
        }

        var used = metrics.Series.Where(point => point.Requests > 0).Select(point => DayOf(point.Start));
        return metrics with
        {
            Totals = metrics.Totals with
            {
                CostReconciledUsd = (double)days.Values.Sum(),
                CostStatus = used.All(days.ContainsKey) ? CostStatus.Reconciled : CostStatus.PartlyReconciled,
            },
            Series = metrics.StepSeconds == DaySeconds ? [.. metrics.Series.Select(point => Add(point, days))] : metrics.Series,
        };
    }

    private static MetricsPoint Add(MetricsPoint point, Dictionary<DateOnly, decimal> days) =>
        days.TryGetValue(DayOf(point.Start), out var usd) ? point with { CostReconciledUsd = (double)usd, CostStatus = CostStatus.Reconciled } : point;

    private static DateOnly DayOf(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);
}
