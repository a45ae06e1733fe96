using Azure.Data.Tables;
using Webhost.Core.Metrics;
using Webhost.Core.Telemetry;
using Webhost.Core.UsageReports;
using Webhost.Core.Users;
using Webhost.Storage.Internal;

namespace Webhost.Storage.UsageReports;

/// <summary>Reads the rows of <c>BillingUsage</c>: in partitions <c>{user}|{month}</c>, a row for each hour of an agent that holds its use by runtime.</summary>
internal sealed class UsageCells(Tables tables) : IUsageCells
{
    private const string AgentPrefix = "agt_";

    private readonly TableClient table = tables.Get(Tables.BillingUsage);

    public async Task<IReadOnlyList<UsageCell>> ReadAsync(UserId userId, DateTimeOffset start, DateTimeOffset end, CancellationToken cancellationToken)
    {
        var sums = new Dictionary<(DateOnly Day, string AgentId, string Runtime), RuntimeUsage>();
        for (var month = new DateTimeOffset(start.UtcDateTime.Year, start.UtcDateTime.Month, 1, 0, 0, 0, TimeSpan.Zero); month < end; month = month.AddMonths(1))
        {
            await foreach (var row in table.ReadPrefixAsync(TableKey.Of(userId.Value, $"{month:yyyy-MM}"), prefix: string.Empty, cancellationToken))
            {
                var (hour, agentId) = PlaceOf(row.RowKey);
                if (hour < start || hour >= end)
                {
                    continue;
                }

                foreach (var (runtime, used) in Row.Read<Dictionary<string, RuntimeUsage>>(row))
                {
                    var key = (DateOnly.FromDateTime(hour.UtcDateTime), agentId, runtime);
                    var sum = sums.GetValueOrDefault(key) ?? new RuntimeUsage(0, 0, 0, 0);
                    sums[key] = new RuntimeUsage(sum.Requests + used.Requests, sum.Tokens + used.Tokens, sum.ComputeMs + used.ComputeMs, sum.CostUsd + used.CostUsd);
                }
            }
        }

        return [.. sums.Select(pair => new UsageCell(pair.Key.Day, pair.Key.AgentId, pair.Key.Runtime, pair.Value.Requests, pair.Value.Tokens, pair.Value.ComputeMs, pair.Value.CostUsd))];
    }

    private static (DateTimeOffset Hour, string AgentId) PlaceOf(string key)
    {
        var separator = key.IndexOf(TableKey.Separator, StringComparison.Ordinal);
        var (first, second) = (key[..separator], key[(separator + 1)..]);
        return first.StartsWith(AgentPrefix, StringComparison.Ordinal) ? (MetricHour.ParseKey(second), first) : (MetricHour.ParseKey(first), second);
    }
}
