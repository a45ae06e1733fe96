using Webhost.Core.Metrics;
using Webhost.Core.UsageReports;
using Webhost.Core.Users;
using Webhost.Storage.Metrics;

namespace Webhost.Storage.UsageReports;

/// <summary>Sums what agents used, by day, agent and runtime.</summary>
internal sealed class UsageCells(UsageRows rows) : IUsageCells
{
    public async Task<IReadOnlyList<UsageCell>> ReadAsync(UserId userId, DateTimeOffset start, DateTimeOffset end, CancellationToken cancellationToken)
    {
        var sums = new Dictionary<(DateOnly Day, string AgentId, string Runtime), RuntimeUsage>();
        await foreach (var (day, agentId, usage) in rows.ReadPartsAsync(userId.Value, start, end, cancellationToken))
        {
            foreach (var (runtime, used) in usage.Runtimes)
            {
                sums[(day, agentId, runtime)] = sums.GetValueOrDefault((day, agentId, runtime), RuntimeUsage.None) + used;
            }
        }

        return [.. sums.Select(pair => new UsageCell(pair.Key.Day, pair.Key.AgentId, pair.Key.Runtime, pair.Value.Requests, pair.Value.Tokens, pair.Value.ComputeMs, pair.Value.CostUsd))];
    }
}
