using Azure;
using Azure.Data.Tables;
using Webhost.Storage.Internal;

namespace Webhost.Storage.Artifacts;

/// <summary>
/// Counts what each user has stored: a row for each blob and one for the sum, changed together. A row is there before its blob and goes after it: a crash can
/// leave a row without a blob, never a blob that is not counted.
/// </summary>
internal sealed class StoredBytes(Tables tables, TimeProvider time)
{
    private const string TotalKey = "total";
    private const string BlobPrefix = "blob|";
    private const string Bytes = nameof(Bytes);
    private const int Attempts = 50;

    // The service takes 100 rows in one transaction, the sum's included.
    private const int BatchSize = 99;

    // No upload takes as long between its row and its blob.
    private static readonly TimeSpan Unfinished = TimeSpan.FromHours(1);

    private static readonly string Slash = TableKey.Of("/");

    private readonly TableClient table = tables.Get(Tables.StoredBytes);

    /// <summary>The sum.</summary>
    public async Task<long> ReadTotalAsync(string userId, CancellationToken cancellationToken) => TotalOf(await table.FindAsync(userId, TotalKey, cancellationToken));

    /// <summary>Counts a blob, once; when the sum would exceed the maximum nothing is changed and the answer is the sum.</summary>
    public async Task<long?> AddAsync(string userId, string blobName, long bytes, long? maximumTotal, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await table.FindAsync(userId, KeyOf(blobName), cancellationToken) is not null)
            {
                return null;
            }

            var total = await table.FindAsync(userId, TotalKey, cancellationToken);
            if (TotalOf(total) + bytes > maximumTotal)
            {
                return TotalOf(total);
            }

            var row = new TableEntity(userId, KeyOf(blobName)) { [Bytes] = bytes };
            if (await TryChangeAsync(userId, total, bytes, [new TableTransactionAction(TableTransactionActionType.Add, row)], cancellationToken))
            {
                return null;
            }
        }

        throw Contended();
    }

    /// <summary>Counts a blob no more. Idempotent.</summary>
    public async Task RemoveAsync(string userId, string blobName, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await table.FindAsync(userId, KeyOf(blobName), cancellationToken) is not { } row || await TryRemoveAsync(userId, [row], cancellationToken))
            {
                return;
            }
        }

        throw Contended();
    }

    /// <summary>Counts no blob any more whose name has a prefix. Idempotent.</summary>
    public async Task RemoveAllAsync(string userId, string namePrefix, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var done = true;
            foreach (var batch in (await ReadRowsAsync(userId, KeyOf(namePrefix), cancellationToken)).Chunk(BatchSize))
            {
                done &= await TryRemoveAsync(userId, batch, cancellationToken);
            }

            if (done)
            {
                return;
            }
        }

        throw Contended();
    }

    /// <summary>What is counted; to be read before the blobs that it is compared with.</summary>
    public Task<List<TableEntity>> ReadAsync(string userId, CancellationToken cancellationToken) => ReadRowsAsync(userId, BlobPrefix, cancellationToken);

    /// <summary>The names of the blobs that have been counted since before a time.</summary>
    public IAsyncEnumerable<string> ReadNamesAsync(string userId, DateTimeOffset before, CancellationToken cancellationToken) => table
        .QueryAsync<TableEntity>(
            TableQueries.PrefixFilter(userId, BlobPrefix) + TableClient.CreateQueryFilter($" and Timestamp lt {before}"), select: [nameof(TableEntity.RowKey)], cancellationToken: cancellationToken)
        .Select(row => row.RowKey[BlobPrefix.Length..].Replace(Slash, "/", StringComparison.Ordinal));

    /// <summary>Brings the count in line with the blobs that are there, and gives the sum.</summary>
    public async Task<long> ReconcileAsync(string userId, IReadOnlyList<TableEntity> counted, IReadOnlyDictionary<string, long> present, CancellationToken cancellationToken)
    {
        var keys = present.Keys.ToDictionary(KeyOf, name => name, StringComparer.Ordinal);
        var finished = time.GetUtcNow() - Unfinished;
        foreach (var batch in counted.Where(row => !keys.ContainsKey(row.RowKey) && row.Timestamp < finished).Chunk(BatchSize))
        {
            // One that meets a change is left for the next time.
            await TryRemoveAsync(userId, batch, cancellationToken);
        }

        var known = counted.Select(row => row.RowKey).ToHashSet(StringComparer.Ordinal);
        foreach (var (key, name) in keys)
        {
            if (!known.Contains(key))
            {
                await AddAsync(userId, name, present[name], maximumTotal: null, cancellationToken);
            }
        }

        return await ReadTotalAsync(userId, cancellationToken);
    }

    private static string KeyOf(string blobName) => BlobPrefix + TableKey.Of(blobName);

    private static long TotalOf(TableEntity? total) => total?.GetInt64(Bytes) ?? 0;

    private static RequestFailedException Contended() => new(409, "The count of one user's stored bytes is contended.");

    private Task<List<TableEntity>> ReadRowsAsync(string userId, string prefix, CancellationToken cancellationToken) =>
        table.ReadPrefixAsync(userId, prefix, cancellationToken).ToListAsync(cancellationToken).AsTask();

    private async Task<bool> TryRemoveAsync(string userId, IReadOnlyCollection<TableEntity> rows, CancellationToken cancellationToken)
    {
        var total = await table.FindAsync(userId, TotalKey, cancellationToken);
        var removed = rows.Sum(row => row.GetInt64(Bytes) ?? 0);
        return await TryChangeAsync(userId, total, -removed, rows.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, row.ETag)), cancellationToken);
    }

    /// <summary>Changes rows and the sum in one transaction; false when one of them has changed meanwhile.</summary>
    private async Task<bool> TryChangeAsync(string userId, TableEntity? total, long by, IEnumerable<TableTransactionAction> actions, CancellationToken cancellationToken)
    {
        var sum = new TableEntity(userId, TotalKey) { [Bytes] = TotalOf(total) + by };
        try
        {
            await table.SubmitTransactionAsync(
                [.. actions, total is null ? new TableTransactionAction(TableTransactionActionType.Add, sum) : new TableTransactionAction(TableTransactionActionType.UpdateReplace, sum, total.ETag)],
                cancellationToken);
            return true;
        }
        catch (TableTransactionFailedException exception) when (Errors.IsTaken(exception) || Errors.IsStale(exception))
        {
            return false;
        }
    }
}
