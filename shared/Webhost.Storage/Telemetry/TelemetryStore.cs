using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using Webhost.Core.Invocation;
using Webhost.Core.Logs;
using Webhost.Core.Storage;
using Webhost.Core.Telemetry;
using Webhost.Storage.Internal;

namespace Webhost.Storage.Telemetry;

/// <summary>
/// Raw events by agent and hour. An invocation has at most two rows, side by side: <c>{invocation}|e</c>, which its workload reported, and
/// <c>{invocation}|g</c>, which the gateway measured.
/// </summary>
internal sealed class TelemetryStore(Tables tables, DirtyHours dirty) : ITelemetryStore
{
    private const string ReportedSuffix = "|e";
    private const string MeasuredSuffix = "|g";

    // After both rows of an invocation, before the next one's.
    private const string AfterSuffix = "|~";
    private const int ParallelHours = 8;

    private readonly TableClient table = tables.Get(Tables.Metrics);
    private readonly TableClient errors = tables.Get(Tables.MetricsErrors);

    public async Task<IReadOnlyList<bool>> AddEventsAsync(IReadOnlyList<MeteredEvent> events, CancellationToken cancellationToken)
    {
        var added = new bool[events.Count];
        var hours = events.Select(item => (item.UserId, Hour: MetricHour.Of(item.AgentId, item.InvocationId))).ToHashSet();
        await dirty.BeforeWriteAsync(hours, cancellationToken);
        await ForEachAsync(
            events.Select((item, index) => (Item: item, Index: index)).GroupBy(pair => PartitionOf(MetricHour.Of(pair.Item.AgentId, pair.Item.InvocationId)), StringComparer.Ordinal),
            (group, token) => table.AddAbsentAsync(
                group, pair => [Row.Of(group.Key, pair.Item.InvocationId.Value + ReportedSuffix, pair.Item)], pair => added[pair.Index] = true, token),
            cancellationToken);
        await dirty.AfterWriteAsync(hours, cancellationToken);
        return added;
    }

    public async Task AddMeasurementsAsync(IReadOnlyList<InvocationMeasurement> measurements, CancellationToken cancellationToken)
    {
        var hours = measurements.Select(item => (item.UserId, Hour: MetricHour.Of(item.AgentId, item.InvocationId))).ToHashSet();
        await dirty.BeforeWriteAsync(hours, cancellationToken);

        // The row is a function of the invocation: writing it again changes nothing.
        await ForEachAsync(
            measurements.GroupBy(item => PartitionOf(MetricHour.Of(item.AgentId, item.InvocationId)), StringComparer.Ordinal),
            (group, token) => table.WriteAsync(TableTransactionActionType.UpsertReplace, group.Select(item => Row.Of(group.Key, item.InvocationId.Value + MeasuredSuffix, item)), token),
            cancellationToken);
        await ForEachAsync(
            measurements.Where(item => item.ErrorClass is not null).GroupBy(item => item.AgentId, StringComparer.Ordinal),
            (group, token) => errors.WriteAsync(
                TableTransactionActionType.UpsertReplace, group.Select(item => Row.Of(group.Key, LogIds.Of(item.InvocationId.CreatedAt, item.InvocationId.Value), item)), token),
            cancellationToken);
        await dirty.AfterWriteAsync(hours, cancellationToken);
    }

    public async IAsyncEnumerable<MeteredInvocation> ReadHourAsync(MetricHour hour, string? afterInvocationId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        MeteredInvocation? open = null;
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {PartitionOf(hour)} and RowKey gt {(afterInvocationId is null ? string.Empty : afterInvocationId + AfterSuffix)}");
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
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

    public async Task<(IReadOnlyList<MeteredInvocation> Items, string? NextCursor)> ReadErrorsAsync(string agentId, PageRequest page, CancellationToken cancellationToken)
    {
        var (rows, next) = await errors.ReadPageAsync(agentId, prefix: string.Empty, page, cancellationToken);
        return ([.. rows.Select(Row.Read<InvocationMeasurement>).Select(measured => new MeteredInvocation(measured.InvocationId, measured, Reported: null))], next);
    }

    /// <summary>The partition of an hour's raw events: in the order of agents, and of hours within one.</summary>
    internal static string PartitionOf(MetricHour hour) => TableKey.Of(hour.AgentId, hour.Key);

    private static Task ForEachAsync<T>(IEnumerable<T> groups, Func<T, CancellationToken, Task> write, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        groups, new ParallelOptions { MaxDegreeOfParallelism = ParallelHours, CancellationToken = cancellationToken }, async (group, token) => await write(group, token));
}
