using Azure.Data.Tables;
using Webhost.Contracts.Logs;
using Webhost.Core.Logs;
using Webhost.Storage.Internal;

namespace Webhost.Storage.Logs;

/// <summary>Log lines in the partition of their agent, newest first.</summary>
internal sealed class LogStore(Tables tables) : ILogStore
{
    private const int BatchSize = 50;
    private const int MaximumScanned = 20_000;

    private readonly TableClient table = tables.Get(Tables.Logs);

    public async Task AppendAsync(string agentId, IReadOnlyList<LogLine> lines, CancellationToken cancellationToken)
    {
        foreach (var chunk in lines.Chunk(BatchSize))
        {
            await table.SubmitTransactionAsync(chunk.Select(line => new TableTransactionAction(TableTransactionActionType.UpsertReplace, Row.Of(agentId, line.Id, line))), cancellationToken);
        }
    }

    public async Task<(IReadOnlyList<LogLine> Items, string? NextCursor)> ReadAsync(string agentId, LogFilter filter, string? cursor, int limit, CancellationToken cancellationToken)
    {
        var query = TableClient.CreateQueryFilter($"PartitionKey eq {agentId}");
        if (cursor is not null)
        {
            query += TableClient.CreateQueryFilter($" and RowKey gt {Cursor.Decode(cursor)}");
        }

        if (filter.Since is { } since)
        {
            query += TableClient.CreateQueryFilter($" and RowKey lt {LogIds.Prefix(since) + "~"}");
        }

        var items = new List<LogLine>();
        var scanned = 0;
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

    public async Task<IReadOnlyList<LogLine>> ReadNewerAsync(string agentId, string afterId, LogFilter filter, int limit, CancellationToken cancellationToken)
    {
        var newest = new Queue<LogLine>();
        await foreach (var row in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {agentId} and RowKey lt {afterId}"), cancellationToken: cancellationToken))
        {
            var line = Row.Read<LogLine>(row);
            if (filter.Accepts(line))
            {
                newest.Enqueue(line);
                if (newest.Count > limit)
                {
                    newest.Dequeue();
                }
            }
        }

        return [.. newest.Reverse()];
    }

    public Task RemoveAsync(string agentId, DateTimeOffset? before, CancellationToken cancellationToken) => table.RemoveAsync(
        before is { } time
            ? TableClient.CreateQueryFilter($"PartitionKey eq {agentId} and RowKey gt {LogIds.Prefix(time) + "~"}")
            : TableQueries.PrefixFilter(agentId, prefix: string.Empty),
        cancellationToken);
}
