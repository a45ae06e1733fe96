using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using Webhost.Core.Metrics;
using Webhost.Core.Telemetry;
using Webhost.Storage.Internal;

namespace Webhost.Storage.Metrics;

/// <summary>
/// Hourly roll-ups by agent, and what each agent-hour adds to its owner's period. A period's totals are the sum of its agent-hours, so that replacing
/// one again and again counts it once.
/// </summary>
internal sealed class HourlyStore(Tables tables) : IHourlyStore
{
    private readonly TableClient hourly = tables.Get(Tables.MetricsHourly);
    private readonly TableClient usage = tables.Get(Tables.BillingUsage);

    public async Task ReplaceAsync(string userId, MetricHour hour, IReadOnlyList<HourlyRollup> rollups, CancellationToken cancellationToken)
    {
        foreach (var rollup in rollups)
        {
            await hourly.UpsertEntityAsync(Row.Of(hour.AgentId, TableKey.Of(hour.Key, rollup.DeploymentId), rollup), TableUpdateMode.Replace, cancellationToken);
        }

        var runtimes = rollups.GroupBy(rollup => rollup.RuntimeProvider, StringComparer.Ordinal).ToDictionary(group => group.Key, Sum, StringComparer.Ordinal);
        await usage.UpsertEntityAsync(Row.Of(PeriodKey(userId, hour.Key[..4] + "-" + hour.Key[4..6]), TableKey.Of(hour.AgentId, hour.Key), runtimes), TableUpdateMode.Replace, cancellationToken);
    }

    public async IAsyncEnumerable<HourlyRollup> ReadAsync(string agentId, DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {agentId} and RowKey ge {new MetricHour(agentId, from).Key} and RowKey lt {new MetricHour(agentId, to).Key}");
        await foreach (var row in hourly.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            yield return Row.Read<HourlyRollup>(row);
        }
    }

    public async Task<BillingUsage> ReadUsageAsync(string userId, string period, CancellationToken cancellationToken)
    {
        var runtimes = new Dictionary<string, RuntimeUsage>(StringComparer.Ordinal);
        await foreach (var row in usage.ReadPrefixAsync(PeriodKey(userId, period), prefix: string.Empty, cancellationToken))
        {
            foreach (var (runtime, part) in Row.Read<Dictionary<string, RuntimeUsage>>(row))
            {
                var sum = runtimes.GetValueOrDefault(runtime) ?? new RuntimeUsage(0, 0, 0, 0);
                runtimes[runtime] = new RuntimeUsage(sum.Requests + part.Requests, sum.Tokens + part.Tokens, sum.ComputeMs + part.ComputeMs, sum.CostUsd + part.CostUsd);
            }
        }

        return new BillingUsage
        {
            UserId = userId,
            Period = period,
            TotalRequests = runtimes.Values.Sum(part => part.Requests),
            TotalTokens = runtimes.Values.Sum(part => part.Tokens),
            TotalComputeMs = runtimes.Values.Sum(part => part.ComputeMs),
            TotalCostUsd = runtimes.Values.Sum(part => part.CostUsd),
            Runtimes = runtimes,
        };
    }

    private static string PeriodKey(string userId, string period) => TableKey.Of(userId, period);

    private static RuntimeUsage Sum(IEnumerable<HourlyRollup> rollups) => rollups.Aggregate(
        new RuntimeUsage(0, 0, 0, 0),
        (sum, rollup) => new RuntimeUsage(sum.Requests + rollup.Requests, sum.Tokens + rollup.Tokens, sum.ComputeMs + rollup.ComputeMs, sum.CostUsd + rollup.CostUsd));
}
