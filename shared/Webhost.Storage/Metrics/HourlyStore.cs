using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Webhost.Core.Limits;
using Webhost.Core.Metrics;
using Webhost.Core.Storage;
using Webhost.Core.Telemetry;
using Webhost.Storage.Internal;

namespace Webhost.Storage.Metrics;

/// <summary>Roll-ups in the partition of their agent, a row for each hour with one for its minutes beside it, and a row for each day.</summary>
internal sealed class HourlyStore(Tables tables, UsageRows usage) : IHourlyStore
{
    private const string HourPrefix = "hour|";
    private const string MinutesPrefix = "minutes|";
    private const string DayFormat = "yyyyMMdd";
    private const string AfterAgent = "~";

    private readonly TableClient hourly = tables.Get(Tables.MetricsHourly);
    private readonly TableClient daily = tables.Get(Tables.MetricsDaily);

    public async Task<Versioned<HourRollup>?> FindHourAsync(MetricHour hour, CancellationToken cancellationToken) =>
        await hourly.FindAsync(hour.AgentId, HourPrefix + hour.Key, cancellationToken) is { } row ? new Versioned<HourRollup>(Row.Read<HourRollup>(row), row.ETag.ToString()) : null;

    public async Task<bool> TryReplaceHourAsync(MetricHour hour, HourRollup rollup, IReadOnlyList<DeploymentRollup>? minutes, string? etag, CancellationToken cancellationToken)
    {
        var actions = new List<TableTransactionAction> { Replacing(Row.Packed(hour.AgentId, HourPrefix + hour.Key, rollup), etag) };
        if (minutes is not null)
        {
            actions.Add(new TableTransactionAction(TableTransactionActionType.UpsertReplace, Row.Packed(hour.AgentId, MinutesPrefix + hour.Key, minutes)));
        }

        return await TrySubmitAsync(hourly, actions, cancellationToken);
    }

    public async Task<Versioned<DayRollup>?> FindDayAsync(string agentId, DateTimeOffset day, CancellationToken cancellationToken) =>
        await daily.FindAsync(agentId, DayKey(day), cancellationToken) is { } row ? new Versioned<DayRollup>(Row.Read<DayRollup>(row), row.ETag.ToString()) : null;

    public Task<bool> TryReplaceDayAsync(string agentId, DayRollup rollup, string? etag, CancellationToken cancellationToken) =>
        TrySubmitAsync(daily, [Replacing(Row.Packed(agentId, DayKey(rollup.Start), rollup), etag)], cancellationToken);

    public IAsyncEnumerable<HourRollup> ReadHoursAsync(string agentId, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        ReadAsync<HourRollup>(hourly, agentId, HourKey(HourPrefix, from), HourKey(HourPrefix, to), cancellationToken);

    public IAsyncEnumerable<IReadOnlyList<DeploymentRollup>> ReadMinutesAsync(string agentId, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<DeploymentRollup>>(hourly, agentId, HourKey(MinutesPrefix, from), HourKey(MinutesPrefix, to), cancellationToken);

    public IAsyncEnumerable<DayRollup> ReadDaysAsync(string agentId, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        ReadAsync<DayRollup>(daily, agentId, DayKey(from), DayKey(to), cancellationToken);

    public Task SetUsageAsync(string agentId, HourRollup rollup, CancellationToken cancellationToken) =>
        usage.SetHourAsync(rollup.UserId, new MetricHour(agentId, rollup.Start), AgentUsage.Of(rollup.Revision, rollup.Deployments), cancellationToken);

    public Task SetUsageAsync(string agentId, DayRollup rollup, CancellationToken cancellationToken) =>
        usage.SetDayAsync(rollup.UserId, agentId, rollup.Start, AgentUsage.Of(rollup.Revision, rollup.Deployments), cancellationToken);

    public Task<BillingUsage> ReadUsageAsync(string userId, BillingPeriod period, CancellationToken cancellationToken) => usage.ReadAsync(userId, period, cancellationToken);

    public async IAsyncEnumerable<string> ReadAgentsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var after = string.Empty; await NextAgentAsync(after, cancellationToken) is { } agentId; after = agentId + AfterAgent)
        {
            yield return agentId;
        }
    }

    public async Task<int> RemoveHoursAsync(string agentId, DateTimeOffset before, int most, CancellationToken cancellationToken)
    {
        var removed = await RemoveBeforeAsync(agentId, MinutesPrefix, before, most, cancellationToken);
        return removed + await RemoveBeforeAsync(agentId, HourPrefix, before, most - removed, cancellationToken);
    }

    private static string HourKey(string prefix, DateTimeOffset time) => prefix + new MetricHour(string.Empty, time).Key;

    private static string DayKey(DateTimeOffset day) => day.UtcDateTime.ToString(DayFormat, CultureInfo.InvariantCulture);

    private static TableTransactionAction Replacing(TableEntity row, string? etag) => etag is null
        ? new TableTransactionAction(TableTransactionActionType.Add, row)
        : new TableTransactionAction(TableTransactionActionType.UpdateReplace, row, new ETag(etag));

    private static async Task<bool> TrySubmitAsync(TableClient table, IReadOnlyList<TableTransactionAction> actions, CancellationToken cancellationToken)
    {
        try
        {
            await table.SubmitTransactionAsync(actions, cancellationToken);
            return true;
        }
        catch (TableTransactionFailedException exception) when (Errors.IsTaken(exception) || Errors.IsStale(exception))
        {
            return false;
        }
    }

    private static async IAsyncEnumerable<T> ReadAsync<T>(TableClient table, string agentId, string from, string to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {agentId} and RowKey ge {from} and RowKey lt {to}");
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            yield return Row.Read<T>(row);
        }
    }

    private async Task<string?> NextAgentAsync(string after, CancellationToken cancellationToken)
    {
        await foreach (var row in hourly.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey gt {after}"), maxPerPage: 1, select: [nameof(TableEntity.PartitionKey)], cancellationToken: cancellationToken))
        {
            return row.PartitionKey;
        }

        return null;
    }

    private Task<int> RemoveBeforeAsync(string agentId, string prefix, DateTimeOffset before, int most, CancellationToken cancellationToken) =>
        hourly.RemoveAsync(TableClient.CreateQueryFilter($"PartitionKey eq {agentId} and RowKey ge {prefix} and RowKey lt {HourKey(prefix, before)}"), most, cancellationToken);
}
