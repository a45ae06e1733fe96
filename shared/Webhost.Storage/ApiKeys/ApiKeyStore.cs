using Azure;
using Azure.Data.Tables;
using Webhost.Core.ApiKeys;
using Webhost.Core.Storage;
using Webhost.Core.Users;
using Webhost.Storage.Internal;

namespace Webhost.Storage.ApiKeys;

/// <summary>Each key in a row of its owner, which says what holds, and a row for each hash, which leads there.</summary>
internal sealed class ApiKeyStore(Tables tables) : IApiKeyStore
{
    private const string HashRow = "key";
    private const string HashPrefix = "hash|";
    private const string AfterHashes = "hash}";
    private const string Owner = nameof(ApiKeyRecord.UserId);

    private readonly TableClient table = tables.Get(Tables.ApiKeys);

    public async Task<bool> AddAsync(ApiKeyRecord key, CancellationToken cancellationToken)
    {
        await table.UpsertEntityAsync(Row.Of(OwnerKey(key.UserId), key.KeyId, key), TableUpdateMode.Replace, cancellationToken);
        await WriteHashAsync(key, cancellationToken);
        if (await table.FindAsync(OwnerKey(key.UserId), key.KeyId, cancellationToken) is not null)
        {
            return true;
        }

        await RemoveHashAsync(key.Hash, CancellationToken.None);
        return false;
    }

    public async Task<ApiKeyRecord?> FindByHashAsync(string hash, CancellationToken cancellationToken) =>
        await table.FindAsync(HashKey(hash), HashRow, cancellationToken) is { } row && Row.Read<ApiKeyRecord>(row) is var found
        && await FindAsync(new UserId(found.UserId), found.KeyId, cancellationToken) is { } key && key.Value.Hashes().Contains(hash, StringComparer.Ordinal)
            ? key.Value
            : null;

    public async Task<Versioned<ApiKeyRecord>?> FindAsync(UserId userId, string keyId, CancellationToken cancellationToken) =>
        await table.FindAsync(OwnerKey(userId.Value), TableKey.Of(keyId), cancellationToken) is { } row ? new Versioned<ApiKeyRecord>(Row.Read<ApiKeyRecord>(row), row.ETag.ToString()) : null;

    public async Task<(IReadOnlyList<ApiKeyRecord> Items, string? NextCursor)> ListAsync(UserId userId, PageRequest page, CancellationToken cancellationToken)
    {
        var (rows, next) = await table.ReadPageAsync(OwnerKey(userId.Value), prefix: string.Empty, page, cancellationToken);
        return ([.. rows.Select(Row.Read<ApiKeyRecord>)], next);
    }

    public async Task<bool> TryRotateAsync(Versioned<ApiKeyRecord> present, ApiKeyRecord next, CancellationToken cancellationToken)
    {
        // It lets nobody in until the owner's row names it.
        await WriteHashAsync(next, cancellationToken);
        if (!await TryReplaceAsync(present, next, cancellationToken))
        {
            await RemoveHashAsync(next.Hash, CancellationToken.None);
            return false;
        }

        foreach (var ended in present.Value.Hashes().Except(next.Hashes(), StringComparer.Ordinal))
        {
            try
            {
                await RemoveHashAsync(ended, CancellationToken.None);
            }
            catch (RequestFailedException)
            {
                // It leads nowhere any more, and goes with the account. The new secret, which is shown once, must not be lost over it.
            }
        }

        return true;
    }

    public async Task RemoveAsync(UserId userId, string keyId, CancellationToken cancellationToken)
    {
        while (await FindAsync(userId, keyId, cancellationToken) is { } present)
        {
            foreach (var hash in present.Value.Hashes())
            {
                await RemoveHashAsync(hash, cancellationToken);
            }

            try
            {
                await table.DeleteEntityAsync(OwnerKey(userId.Value), present.Value.KeyId, new ETag(present.ETag), cancellationToken);
            }
            catch (RequestFailedException exception) when (Errors.IsStale(exception))
            {
                // It was rotated meanwhile: it has another secret, which is to go too.
            }
        }
    }

    public async Task RemoveAllAsync(UserId userId, DateTimeOffset? madeBefore, CancellationToken cancellationToken)
    {
        await foreach (var row in table.ReadPrefixAsync(OwnerKey(userId.Value), prefix: string.Empty, cancellationToken))
        {
            if (Row.Read<ApiKeyRecord>(row) is var key && !(key.CreatedAt >= madeBefore))
            {
                await RemoveAsync(userId, key.KeyId, cancellationToken);
            }
        }

        var hashes = TableClient.CreateQueryFilter($"PartitionKey ge {HashPrefix} and PartitionKey lt {AfterHashes} and UserId eq {userId.Value}");
        await foreach (var row in table.QueryAsync<TableEntity>(hashes, cancellationToken: cancellationToken))
        {
            if (!(Row.Read<ApiKeyRecord>(row).CreatedAt >= madeBefore))
            {
                await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, cancellationToken);
            }
        }
    }

    private async Task<bool> TryReplaceAsync(Versioned<ApiKeyRecord> present, ApiKeyRecord next, CancellationToken cancellationToken)
    {
        try
        {
            await table.UpdateEntityAsync(Row.Of(OwnerKey(next.UserId), next.KeyId, next), new ETag(present.ETag), TableUpdateMode.Replace, cancellationToken);
            return true;
        }
        catch (RequestFailedException exception) when (Errors.IsStale(exception))
        {
            // The answer to a write may have been lost, and the client have sent it again: then this is what it wrote.
            return await FindAsync(new UserId(next.UserId), next.KeyId, CancellationToken.None) is { } stored && string.Equals(stored.Value.Hash, next.Hash, StringComparison.Ordinal);
        }
    }

    private async Task WriteHashAsync(ApiKeyRecord key, CancellationToken cancellationToken)
    {
        var row = Row.Of(HashKey(key.Hash), HashRow, key);
        row[Owner] = key.UserId;
        await table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
    }

    private Task RemoveHashAsync(string hash, CancellationToken cancellationToken) => table.DeleteEntityAsync(HashKey(hash), HashRow, ETag.All, cancellationToken);

    private static string HashKey(string hash) => HashPrefix + hash;

    private static string OwnerKey(string userId) => $"user|{userId}";
}
