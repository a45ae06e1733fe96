using Azure.Data.Tables;

namespace Webhost.Storage.Internal;

/// <summary>Groups rows of one partition into transactions that the service takes: by number and by size.</summary>
internal static class RowBatches
{
    // The service takes 100 rows and 4 MiB.
    private const int MaximumRows = 100;
    private const int MaximumBytes = 3 * 1024 * 1024;

    /// <summary>Batches of items that each become some rows; the rows of one item stay together.</summary>
    public static IEnumerable<IReadOnlyList<(T Item, IReadOnlyList<TableEntity> Rows)>> Of<T>(IEnumerable<T> items, Func<T, IReadOnlyList<TableEntity>> rowsOf)
    {
        var batch = new List<(T, IReadOnlyList<TableEntity>)>();
        var count = 0;
        var bytes = 0;
        foreach (var item in items)
        {
            var rows = rowsOf(item);
            var size = rows.Sum(Row.SizeOf);
            if (batch.Count > 0 && (count + rows.Count > MaximumRows || bytes + size > MaximumBytes))
            {
                yield return batch;
                batch = [];
                count = bytes = 0;
            }

            batch.Add((item, rows));
            count += rows.Count;
            bytes += size;
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }

    /// <summary>Writes rows of one partition in as few transactions as they need.</summary>
    public static async Task WriteAsync(this TableClient table, TableTransactionActionType action, IEnumerable<TableEntity> rows, CancellationToken cancellationToken)
    {
        foreach (var batch in Of(rows, row => [row]))
        {
            await table.SubmitTransactionAsync(batch.Select(pair => new TableTransactionAction(action, pair.Item)), cancellationToken);
        }
    }
}
