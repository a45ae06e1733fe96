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

    private readonly TableClient table = tables.Get(Tables.ApiKeys);

    public async Task AddAsync(ApiKeyRecord key, CancellationToken cancellationToken)
    {
        await table.UpsertEntityAsync(Row.Of(OwnerKey(key.UserId), key.KeyId, key), TableUpdateMode.Replace, cancellationToken);
        await table.UpsertEntityAsync(Row.Of(HashKey(key.Hash), HashRow, key), TableUpdateMode.Replace, cancellationToken);
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

    private static string HashKey(string hash) => $"hash|{hash}";

    private static string OwnerKey(string userId) => $"user|{userId}";
}
