using Azure.Data.Tables;

namespace Webhost.Storage.Internal;

/// <summary>Adds rows that are not there yet, and tells which those were.</summary>
internal static class AbsentRows
{
    private const int PageSize = 1_000;

    /// <summary>
    /// Adds the items of a partition whose rows are absent, in as few transactions as they need, and calls <paramref name="added"/> for each. The first row
    /// of an item stands for all of them.
    /// </summary>
    public static async Task AddAbsentAsync<T>(this TableClient table, IEnumerable<T> items, Func<T, IReadOnlyList<TableEntity>> rowsOf, Action<T> added, CancellationToken cancellationToken)
    {
        foreach (var batch in RowBatches.Of(items, rowsOf))
        {
            var absent = batch.OrderBy(pair => pair.Rows[0].RowKey, StringComparer.Ordinal).ToList();
            var whole = false;
            while (absent.Count > 0 && await TryAddAsync(table, absent.SelectMany(pair => pair.Rows), cancellationToken) is { } taken)
            {
                // One repeat fails the whole transaction: the others go on without those that are there. The service names the first, from which to look.
                var from = whole ? 0 : Math.Max(0, absent.FindIndex(pair => pair.Rows.Contains(taken)));
                var present = await ReadKeysAsync(table, absent[from].Rows[0], absent[^1].Rows[0], whole ? int.MaxValue : PageSize, cancellationToken);
                var found = absent.RemoveAll(pair => present.Contains(pair.Rows[0].RowKey));
                if (found == 0 && whole)
                {
                    throw new InvalidDataException($"The rows of '{taken.PartitionKey}' are refused as there already, but none of them is.");
                }

                whole = found == 0;
            }

            absent.ForEach(pair => added(pair.Item));
        }
    }

    /// <summary>Adds all rows or none; the one that was there already, as the service says, or null.</summary>
    private static async Task<TableEntity?> TryAddAsync(TableClient table, IEnumerable<TableEntity> rows, CancellationToken cancellationToken)
    {
        var all = rows.ToArray();
        try
        {
            await table.SubmitTransactionAsync(all.Select(row => new TableTransactionAction(TableTransactionActionType.Add, row)), cancellationToken);
            return null;
        }
        catch (TableTransactionFailedException exception) when (Errors.IsTaken(exception))
        {
            return all[exception.FailedTransactionActionIndex is { } index && index < all.Length ? index : 0];
        }
    }

    /// <summary>The keys that lie between two rows of one partition, about as many as wanted.</summary>
    private static async Task<HashSet<string>> ReadKeysAsync(TableClient table, TableEntity first, TableEntity last, int most, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {first.PartitionKey} and RowKey ge {first.RowKey} and RowKey le {last.RowKey}");
        var keys = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var row in table.QueryAsync<TableEntity>(filter, maxPerPage: PageSize, select: [nameof(TableEntity.RowKey)], cancellationToken: cancellationToken))
        {
            keys.Add(row.RowKey);
            if (keys.Count >= most)
            {
                break;
            }
        }

        return keys;
    }
}
