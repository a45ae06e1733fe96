using Azure;
using Azure.Data.Tables;
using Webhost.Core.Idempotency;
using Webhost.Core.Storage;
using Webhost.Storage.Internal;

namespace Webhost.Storage.Idempotency;

/// <summary>Kept answers in the partition of their user.</summary>
internal sealed class IdempotencyStore(Tables tables) : IIdempotencyStore
{
    private const string ExpiresAt = nameof(ExpiresAt);

    private readonly TableClient table = tables.Get(Tables.IdempotencyKeys);

    public async Task<Versioned<IdempotencyRecord>?> FindAsync(string userId, string keyHash, CancellationToken cancellationToken) =>
        await table.FindAsync(TableKey.Of(userId), TableKey.Of(keyHash), cancellationToken) is { } row ? new Versioned<IdempotencyRecord>(Row.Read<IdempotencyRecord>(row), row.ETag.ToString()) : null;

    public async Task<string?> TryWriteAsync(IdempotencyRecord record, string? etag, CancellationToken cancellationToken)
    {
        var row = Row.Of(TableKey.Of(record.UserId), TableKey.Of(record.KeyHash), record);
        row[ExpiresAt] = record.ExpiresAt;
        try
        {
            var answer = await (etag is null ? table.AddEntityAsync(row, cancellationToken) : table.UpdateEntityAsync(row, new ETag(etag), TableUpdateMode.Replace, cancellationToken));
            return Row.VersionOf(answer);
        }
        catch (RequestFailedException exception) when (Errors.IsTaken(exception) || Errors.IsStale(exception))
        {
            return null;
        }
    }

    public async Task RemoveAsync(Versioned<IdempotencyRecord> record, CancellationToken cancellationToken)
    {
        try
        {
            await table.DeleteEntityAsync(TableKey.Of(record.Value.UserId), TableKey.Of(record.Value.KeyHash), new ETag(record.ETag), cancellationToken);
        }
        catch (RequestFailedException exception) when (Errors.IsStale(exception))
        {
            // It was taken over, or is gone: either is not ours to remove.
        }
    }

    public Task RemoveAsync(DateTimeOffset expiredBefore, CancellationToken cancellationToken) =>
        table.RemoveAllAsync(TableClient.CreateQueryFilter($"ExpiresAt lt {expiredBefore}"), cancellationToken);
}
