using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using Webhost.Core.Logs;
using Webhost.Core.Telemetry;
using Webhost.Storage.Internal;

namespace Webhost.Storage.Telemetry;

/// <summary>Finds the partitions of raw events by stepping from one to the next: a query for each, however many rows they have.</summary>
internal sealed class RawEventStore(Tables tables) : IRawEventStore
{
    // All agents' ids lie between these two; other partitions of the table don't.
    private const string FirstAgent = "agt_";
    private const string AfterLastAgent = "agt`";
    private const string AfterHours = "|~";

    private readonly TableClient table = tables.Get(Tables.Metrics);
    private readonly TableClient errors = tables.Get(Tables.MetricsErrors);

    public async IAsyncEnumerable<RawEventOwner> ReadAgentsAsync(string? afterAgentId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var after = afterAgentId is null ? FirstAgent : afterAgentId + AfterHours; await FirstAsync(after, AfterLastAgent, cancellationToken) is { } row;)
        {
            var agentId = HourOf(row).AgentId;
            yield return new RawEventOwner(Row.Read<Owned>(row).UserId, agentId);
            after = agentId + AfterHours;
        }
    }

    public async IAsyncEnumerable<MetricHour> ReadHoursAsync(string agentId, DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var until = TelemetryStore.PartitionOf(new MetricHour(agentId, MetricHour.Floor(to)));
        for (var hour = MetricHour.Floor(from); await FirstAsync(TelemetryStore.PartitionOf(new MetricHour(agentId, hour.AddHours(-1))), until, cancellationToken) is { } row;)
        {
            var found = HourOf(row);
            yield return found;
            hour = found.Start.AddHours(1);
        }
    }

    public Task<int> RemoveHourAsync(MetricHour hour, int most, CancellationToken cancellationToken) =>
        table.RemoveAsync(TableQueries.PrefixFilter(TelemetryStore.PartitionOf(hour), prefix: string.Empty), most, cancellationToken);

    public Task<int> RemoveErrorsAsync(string agentId, DateTimeOffset before, int most, CancellationToken cancellationToken) =>
        errors.RemoveAsync(TableClient.CreateQueryFilter($"PartitionKey eq {agentId} and RowKey gt {LogIds.Prefix(before) + "~"}"), most, cancellationToken);

    private static MetricHour HourOf(TableEntity row)
    {
        var separator = row.PartitionKey.LastIndexOf(TableKey.Separator);
        return new MetricHour(row.PartitionKey[..separator], MetricHour.ParseKey(row.PartitionKey[(separator + 1)..]));
    }

    private async Task<TableEntity?> FirstAsync(string after, string until, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey gt {after} and PartitionKey lt {until}");
        await foreach (var row in table.QueryAsync<TableEntity>(filter, maxPerPage: 1, cancellationToken: cancellationToken))
        {
            return row;
        }

        return null;
    }

    /// <summary>What a row of either side says of its owner.</summary>
    private sealed record Owned(string UserId);
}
