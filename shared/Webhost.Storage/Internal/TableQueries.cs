using Azure;
using Azure.Data.Tables;
using Webhost.Core.Storage;

namespace Webhost.Storage.Internal;

/// <summary>Queries that every store makes in the same way.</summary>
internal static class TableQueries
{
    private const int BatchSize = 100;

    /// <summary>A row, or null.</summary>
    public static async Task<TableEntity?> FindAsync(this TableClient table, string partitionKey, string rowKey, CancellationToken cancellationToken)
    {
        var found = await table.GetEntityIfExistsAsync<TableEntity>(partitionKey, rowKey, cancellationToken: cancellationToken);
        return found.HasValue ? found.Value : null;
    }

    /// <summary>Rows of a partition whose keys begin with a prefix; all of them for an empty one.</summary>
    public static IAsyncEnumerable<TableEntity> ReadPrefixAsync(this TableClient table, string partitionKey, string prefix, CancellationToken cancellationToken) =>
        table.QueryAsync<TableEntity>(PrefixFilter(partitionKey, prefix), cancellationToken: cancellationToken);

    /// <summary>One page of the rows whose keys begin with a prefix, after a cursor that is the last key of the page before.</summary>
    public static Task<(IReadOnlyList<TableEntity> Rows, string? NextCursor)> ReadPageAsync(this TableClient table, string partitionKey, string prefix, PageRequest page, CancellationToken cancellationToken) =>
        table.ReadPageAsync(PrefixFilter(partitionKey, prefix), page, cancellationToken);

    /// <summary>One page of the rows of a partition that match, after a cursor that is the last key of the page before.</summary>
    public static async Task<(IReadOnlyList<TableEntity> Rows, string? NextCursor)> ReadPageAsync(this TableClient table, string filter, PageRequest page, CancellationToken cancellationToken)
    {
        if (page.Cursor is { } cursor)
        {
            filter += TableClient.CreateQueryFilter($" and RowKey gt {Cursor.Decode(cursor)}");
        }

        var rows = new List<TableEntity>(page.Limit + 1);
        await foreach (var row in table.QueryAsync<TableEntity>(filter, maxPerPage: page.Limit + 1, cancellationToken: cancellationToken))
        {
            rows.Add(row);
            if (rows.Count > page.Limit)
            {
                break;
            }
        }

        if (rows.Count <= page.Limit)
        {
            return (rows, null);
        }

        rows.RemoveAt(page.Limit);
        return (rows, Cursor.Encode(rows[^1].RowKey));
    }

    /// <summary>Removes all rows of a partition whose keys match. Idempotent.</summary>
    public static Task RemoveAsync(this TableClient table, string filter, CancellationToken cancellationToken) => table.RemoveAsync(filter, int.MaxValue, cancellationToken);

    /// <summary>Removes rows of a partition whose keys match, at most as many as asked for; how many. Idempotent, also when another process does the same.</summary>
    public static async Task<int> RemoveAsync(this TableClient table, string filter, int most, CancellationToken cancellationToken)
    {
        var removed = 0;
        var batch = new List<TableEntity>(BatchSize);
        await foreach (var row in table.QueryAsync<TableEntity>(filter, select: ["PartitionKey", "RowKey"], cancellationToken: cancellationToken))
        {
            if (removed + batch.Count == most)
            {
                break;
            }

            batch.Add(row);
            if (batch.Count == BatchSize)
            {
                removed += await table.RemoveAsync(batch, cancellationToken);
                batch.Clear();
            }
        }

        return batch.Count == 0 ? removed : removed + await table.RemoveAsync(batch, cancellationToken);
    }

    /// <summary>Removes all rows that match, whatever their partitions. Idempotent.</summary>
    public static async Task RemoveAllAsync(this TableClient table, string filter, CancellationToken cancellationToken)
    {
        await foreach (var row in table.QueryAsync<TableEntity>(filter, select: ["PartitionKey", "RowKey"], cancellationToken: cancellationToken))
        {
            await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, Azure.ETag.All, cancellationToken);
        }
    }

    /// <summary>The filter for a partition's rows that begin with a prefix.</summary>
    public static string PrefixFilter(string partitionKey, string prefix) => prefix.Length == 0
        ? TableClient.CreateQueryFilter($"PartitionKey eq {partitionKey}")
        : TableClient.CreateQueryFilter($"PartitionKey eq {partitionKey} and RowKey ge {prefix} and RowKey lt {prefix + "\uffff"}");

    private static async Task<int> RemoveAsync(this TableClient table, List<TableEntity> rows, CancellationToken cancellationToken)
    {
        try
        {
            await table.SubmitTransactionAsync(rows.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All)), cancellationToken);
        }
        catch (TableTransactionFailedException exception) when (Errors.IsStale(exception))
        {
            // Another process has removed some of them, which fails the whole transaction: each on its own, then.
            foreach (var row in rows)
            {
                await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, cancellationToken);
            }
        }

        return rows.Count;
    }
}
