using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Webhost.Core.Invocation;
using Webhost.Core.Logs;
using Webhost.Core.Telemetry;
using Webhost.Storage.Internal;

namespace Webhost.Storage.Telemetry;

/// <summary>
/// Raw events by agent and hour. An invocation has at most two rows, side by side: <c>{invocation}|e</c>, which its workload reported, and
/// <c>{invocation}|g</c>, which the gateway measured.
/// </summary>
internal sealed class TelemetryStore(Tables tables) : ITelemetryStore
{
    private const string ReportedSuffix = "|e";
    private const string MeasuredSuffix = "|g";
    private const string DirtyPartition = "dirty";
    private const string UserId = nameof(UserId);

    private readonly TableClient table = tables.Get(Tables.Metrics);
    private readonly TableClient errors = tables.Get(Tables.MetricsErrors);

    public async Task<IReadOnlyList<bool>> AddEventsAsync(IReadOnlyList<MeteredEvent> events, CancellationToken cancellationToken)
    {
        var added = new bool[events.Count];
        var hours = events.Select(item => (item.UserId, Hour: MetricHour.Of(item.AgentId, item.InvocationId))).Distinct().ToArray();
        await MarkDirtyAsync(hours, cancellationToken);
        foreach (var group in events.Select((item, index) => (Item: item, Index: index)).GroupBy(pair => PartitionOf(MetricHour.Of(pair.Item.AgentId, pair.Item.InvocationId)), StringComparer.Ordinal))
        {
            foreach (var batch in RowBatches.Of(group, pair => [ToRow(group.Key, pair.Item)]))
            {
                await AddBatchAsync(batch, added, cancellationToken);
            }
        }

        await MarkDirtyAsync(hours, cancellationToken);
        return added;
    }

    public async Task AddMeasurementsAsync(IReadOnlyList<InvocationMeasurement> measurements, CancellationToken cancellationToken)
    {
        var hours = measurements.Select(item => (item.UserId, Hour: MetricHour.Of(item.AgentId, item.InvocationId))).Distinct().ToArray();
        await MarkDirtyAsync(hours, cancellationToken);
        foreach (var group in measurements.GroupBy(item => PartitionOf(MetricHour.Of(item.AgentId, item.InvocationId)), StringComparer.Ordinal))
        {
            // The row is a function of the invocation: writing it again changes nothing.
            await table.WriteAsync(TableTransactionActionType.UpsertReplace, group.Select(item => Row.Of(group.Key, item.InvocationId.Value + MeasuredSuffix, item)), cancellationToken);
        }

        await WriteErrorsAsync(measurements, cancellationToken);
        await MarkDirtyAsync(hours, cancellationToken);
    }

    public async IAsyncEnumerable<MeteredInvocation> ReadHourAsync(MetricHour hour, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        MeteredInvocation? open = null;
        await foreach (var row in table.ReadPrefixAsync(PartitionOf(hour), prefix: string.Empty, cancellationToken))
        {
            var invocationId = new InvocationId(row.RowKey[..^ReportedSuffix.Length]);
            if (open is not null && open.InvocationId != invocationId)
            {
                yield return open;
                open = null;
            }

            open ??= new MeteredInvocation(invocationId, Measured: null, Reported: null);
            open = row.RowKey.EndsWith(ReportedSuffix, StringComparison.Ordinal)
                ? open with { Reported = Row.Read<MeteredEvent>(row) }
                : open with { Measured = Row.Read<InvocationMeasurement>(row) };
        }

        if (open is not null)
        {
            yield return open;
        }
    }

    public async Task<IReadOnlyList<MeteredInvocation>> ReadErrorsAsync(string agentId, int limit, CancellationToken cancellationToken)
    {
        var found = new List<MeteredInvocation>();
        await foreach (var row in errors.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {agentId}"), maxPerPage: Math.Min(limit, 1000), cancellationToken: cancellationToken))
        {
            var measured = Row.Read<InvocationMeasurement>(row);
            found.Add(new MeteredInvocation(measured.InvocationId, measured, Reported: null));
            if (found.Count == limit)
            {
                break;
            }
        }

        return found;
    }

    public async Task<IReadOnlyList<DirtyHour>> ListDirtyAsync(CancellationToken cancellationToken)
    {
        var hours = new List<DirtyHour>();
        await foreach (var row in table.ReadPrefixAsync(DirtyPartition, prefix: string.Empty, cancellationToken))
        {
            var separator = row.RowKey.LastIndexOf(TableKey.Separator);
            var hour = new MetricHour(row.RowKey[..separator], MetricHour.ParseKey(row.RowKey[(separator + 1)..]));
            hours.Add(new DirtyHour(row.GetString(UserId), hour, row.ETag.ToString(), row.Timestamp ?? DateTimeOffset.MaxValue));
        }

        return hours;
    }

    public async Task ClearDirtyAsync(DirtyHour hour, CancellationToken cancellationToken)
    {
        try
        {
            await table.DeleteEntityAsync(DirtyPartition, DirtyKey(hour.Hour), new ETag(hour.ETag), cancellationToken);
        }
        catch (RequestFailedException exception) when (Errors.IsStale(exception))
        {
            // It became dirty again while it was rolled up: the next run sees it.
        }
    }

    private static string PartitionOf(MetricHour hour) => TableKey.Of(hour.AgentId, hour.Key);

    private static string DirtyKey(MetricHour hour) => TableKey.Of(hour.AgentId, hour.Key);

    private async Task AddBatchAsync(IReadOnlyList<((MeteredEvent Item, int Index) Item, IReadOnlyList<TableEntity> Rows)> batch, bool[] added, CancellationToken cancellationToken)
    {
        var missing = batch.Select(pair => (Row: pair.Rows[0], pair.Item.Index)).ToList();
        while (missing.Count > 0)
        {
            try
            {
                await table.SubmitTransactionAsync(missing.Select(pair => new TableTransactionAction(TableTransactionActionType.Add, pair.Row)), cancellationToken);
                missing.ForEach(pair => added[pair.Index] = true);
                return;
            }
            catch (TableTransactionFailedException exception) when (Errors.IsTaken(exception))
            {
                // One repeat fails the whole transaction: the others go on without those that are there.
                var present = await ReadKeysAsync([.. missing.Select(pair => pair.Row)], cancellationToken);
                if (missing.RemoveAll(pair => present.Contains(pair.Row.RowKey)) == 0)
                {
                    throw;
                }
            }
        }
    }

    /// <summary>The keys of all rows that lie in the range of some rows of one partition.</summary>
    private async Task<HashSet<string>> ReadKeysAsync(TableEntity[] rows, CancellationToken cancellationToken)
    {
        var first = rows.Select(row => row.RowKey).Min(StringComparer.Ordinal);
        var last = rows.Select(row => row.RowKey).Max(StringComparer.Ordinal);
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {rows[0].PartitionKey} and RowKey ge {first} and RowKey le {last}");
        var keys = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var row in table.QueryAsync<TableEntity>(filter, select: [nameof(TableEntity.RowKey)], cancellationToken: cancellationToken))
        {
            keys.Add(row.RowKey);
        }

        return keys;
    }

    private static TableEntity ToRow(string partition, MeteredEvent item) => Row.Of(partition, item.InvocationId.Value + ReportedSuffix, item);

    private async Task WriteErrorsAsync(IReadOnlyList<InvocationMeasurement> measurements, CancellationToken cancellationToken)
    {
        foreach (var group in measurements.Where(item => item.ErrorClass is not null).GroupBy(item => item.AgentId, StringComparer.Ordinal))
        {
            await errors.WriteAsync(
                TableTransactionActionType.UpsertReplace, group.Select(item => Row.Of(group.Key, LogIds.Of(item.InvocationId.CreatedAt, item.InvocationId.Value), item)), cancellationToken);
        }
    }

    // Before the write, in case that this process dies after it; and after it, in case that a roll-up ran in between.
    private Task MarkDirtyAsync((string UserId, MetricHour Hour)[] hours, CancellationToken cancellationToken) => table.WriteAsync(
        TableTransactionActionType.UpsertReplace, hours.Select(pair => new TableEntity(DirtyPartition, DirtyKey(pair.Hour)) { [UserId] = pair.UserId }), cancellationToken);
}
