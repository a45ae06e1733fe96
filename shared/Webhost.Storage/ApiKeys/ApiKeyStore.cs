using Azure;
using Azure.Data.Tables;
using Webhost.Core.ApiKeys;
using Webhost.Core.Storage;
using Webhost.Core.Users;
using Webhost.Storage.Internal;

namespace Webhost.Storage.ApiKeys;

/// <summary>Each key in two partitions: by its hash, which authenticates, and by its owner, which lists.</summary>
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
        var row = Row.Of(HashKey(key.Hash), HashRow, key);
        row[Owner] = key.UserId;
        await table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
        if (await table.FindAsync(OwnerKey(key.UserId), key.KeyId, cancellationToken) is not null)
        {
            return true;
        }

        await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, CancellationToken.None);
        return false;
    }

    public async Task<ApiKeyRecord?> FindByHashAsync(string hash, CancellationToken cancellationToken) =>
        await table.FindAsync(HashKey(hash), HashRow, cancellationToken) is { } row ? Row.Read<ApiKeyRecord>(row) : null;

    public async Task<ApiKeyRecord?> FindAsync(UserId userId, string keyId, CancellationToken cancellationToken) =>
        await table.FindAsync(OwnerKey(userId.Value), TableKey.Of(keyId), cancellationToken) is { } row ? Row.Read<ApiKeyRecord>(row) : null;

    public async Task<(IReadOnlyList<ApiKeyRecord> Items, string? NextCursor)> ListAsync(UserId userId, PageRequest page, CancellationToken cancellationToken)
    {
        var (rows, next) = await table.ReadPageAsync(OwnerKey(userId.Value), prefix: string.Empty, page, cancellationToken);
        return ([.. rows.Select(Row.Read<ApiKeyRecord>)], next);
    }

    public async Task RemoveAsync(ApiKeyRecord key, CancellationToken cancellationToken)
    {
        await table.DeleteEntityAsync(HashKey(key.Hash), HashRow, ETag.All, cancellationToken);
        await table.DeleteEntityAsync(OwnerKey(key.UserId), key.KeyId, ETag.All, cancellationToken);
    }

    public async Task RemoveAllAsync(UserId userId, DateTimeOffset? madeBefore, CancellationToken cancellationToken)
    {
        await foreach (var row in table.ReadPrefixAsync(OwnerKey(userId.Value), prefix: string.Empty, cancellationToken))
        {
            if (Row.Read<ApiKeyRecord>(row) is var key && !(key.CreatedAt >= madeBefore))
            {
                await RemoveAsync(key, cancellationToken);
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

    private static string HashKey(string hash) => HashPrefix + hash;

    private static string OwnerKey(string userId) => $"user|{userId}";
}
