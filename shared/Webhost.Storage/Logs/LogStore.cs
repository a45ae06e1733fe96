using System.Globalization;
using Azure.Data.Tables;
using Webhost.Contracts.Logs;
using Webhost.Core.Logs;
using Webhost.Core.Storage;
using Webhost.Storage.Internal;

namespace Webhost.Storage.Logs;

/// <summary>
/// Log lines in the partition of their agent, each twice: by the time in the line, newest first, for whoever reads; and by the time of its arrival, for
/// whoever follows, since a line may be late. Both rows are written in one transaction, so that a line which is sent again arrives once.
/// </summary>
internal sealed class LogStore(Tables tables, TimeProvider time) : ILogStore
{
    private const string ArrivedPrefix = "arrived|";
    private const string ArrivedAs = nameof(ArrivedAs);
    private const int MaximumScanned = 20_000;

    private readonly TableClient table = tables.Get(Tables.Logs);

    public Task AppendAsync(string agentId, IReadOnlyList<LogLine> lines, CancellationToken cancellationToken) =>
        table.AddAbsentAsync(lines, line => RowsOf(agentId, line), _ => { }, cancellationToken);

    public async Task<(IReadOnlyList<LogLine> Items, string? NextCursor)> ReadAsync(string agentId, LogFilter filter, string? cursor, int limit, CancellationToken cancellationToken)
    {
        var after = cursor is null ? string.Empty : Cursor.Decode(cursor);
        var until = filter.Since is { } since ? LogIds.Prefix(since) + "~" : ArrivedPrefix;
        var items = new List<LogLine>();
        var scanned = 0;
        var query = TableClient.CreateQueryFilter($"PartitionKey eq {agentId} and RowKey gt {after} and RowKey lt {until}");
        await foreach (var row in table.QueryAsync<TableEntity>(query, maxPerPage: 1000, cancellationToken: cancellationToken))
        {
            var line = Row.Read<LogLine>(row);
            if (filter.Accepts(line))
            {
                items.Add(line);
            }

            // A rare match must not scan without end: the page ends and the cursor goes on from here.
            if (items.Count == limit || ++scanned == MaximumScanned)
            {
                return (items, Cursor.Encode(row.RowKey));
            }
        }

        return (items, null);
    }

    public async Task<IReadOnlyList<ArrivedLine>> ReadArrivedAsync(string agentId, string after, string until, int limit, CancellationToken cancellationToken)
    {
        var lines = new List<ArrivedLine>();
        var query = TableClient.CreateQueryFilter($"PartitionKey eq {agentId} and RowKey gt {ArrivedPrefix + after} and RowKey lt {ArrivedPrefix + until}");
        await foreach (var row in table.QueryAsync<TableEntity>(query, maxPerPage: Math.Min(limit, 1000), cancellationToken: cancellationToken))
        {
            lines.Add(new ArrivedLine(row.RowKey[ArrivedPrefix.Length..], Row.Read<LogLine>(row)));
            if (lines.Count == limit)
            {
                break;
            }
        }

        return lines;
    }

    public async Task<string?> FindArrivalAsync(string agentId, string lineId, CancellationToken cancellationToken) =>
        (await table.FindAsync(agentId, TableKey.Of(lineId), cancellationToken))?.GetString(ArrivedAs);

    public async Task<int> RemoveAsync(string agentId, DateTimeOffset? before, int most, CancellationToken cancellationToken)
    {
        if (before is not { } oldest)
        {
            return await table.RemoveAsync(TableQueries.PrefixFilter(agentId, prefix: string.Empty), most, cancellationToken);
        }

        var removed = await table.RemoveAsync(
            TableClient.CreateQueryFilter($"PartitionKey eq {agentId} and RowKey gt {LogIds.Prefix(oldest) + "~"} and RowKey lt {ArrivedPrefix}"), most, cancellationToken);
        return removed + await table.RemoveAsync(
            TableClient.CreateQueryFilter($"PartitionKey eq {agentId} and RowKey ge {ArrivedPrefix} and RowKey lt {ArrivedPrefix + LogIds.Arrival(oldest)}"), most, cancellationToken);
    }

    private TableEntity[] RowsOf(string agentId, LogLine line)
    {
        var arrival = string.Create(CultureInfo.InvariantCulture, $"{LogIds.Arrival(time.GetUtcNow())}-{line.Id}");
        var row = Row.Of(agentId, line.Id, line);
        row[ArrivedAs] = arrival;
        return [row, Row.Of(agentId, ArrivedPrefix + arrival, line)];
    }
}
