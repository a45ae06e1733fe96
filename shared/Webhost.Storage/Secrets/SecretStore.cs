using Azure;
using Azure.Data.Tables;
using Webhost.Core.Secrets;
using Webhost.Core.Storage;
using Webhost.Storage.Internal;

namespace Webhost.Storage.Secrets;

/// <inheritdoc cref="ISecretStore"/>
internal sealed class SecretStore(Tables tables) : ISecretStore
{
    private const int Attempts = 10;

    private readonly TableClient table = tables.Get(Tables.Secrets);

    public async Task<SecretRecord> NoteSetAsync(string agentId, string key, DateTimeOffset now, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var present = await table.FindAsync(agentId, TableKey.Of(key), cancellationToken);
            var record = present is null ? new SecretRecord(key, now, now) : Row.Read<SecretRecord>(present) with { UpdatedAt = now };
            var row = Row.Of(agentId, TableKey.Of(key), record);
            try
            {
                await (present is null ? table.AddEntityAsync(row, cancellationToken) : table.UpdateEntityAsync(row, present.ETag, TableUpdateMode.Replace, cancellationToken));
                return record;
            }
            catch (RequestFailedException exception) when (Errors.IsTaken(exception) || Errors.IsStale(exception))
            {
                // Somebody else set the same secret in between: look again.
            }
        }

        throw new RequestFailedException(409, "A secret's row is contended.");
    }

    public async Task<IReadOnlyList<SecretRecord>> ListAsync(string agentId, CancellationToken cancellationToken) =>
        await table.ReadPrefixAsync(agentId, prefix: string.Empty, cancellationToken).Select(Row.Read<SecretRecord>).ToListAsync(cancellationToken);

    public async Task<(IReadOnlyList<SecretRecord> Items, string? NextCursor)> ListAsync(string agentId, PageRequest page, CancellationToken cancellationToken)
    {
        var (rows, next) = await table.ReadPageAsync(agentId, prefix: string.Empty, page, cancellationToken);
        return ([.. rows.Select(Row.Read<SecretRecord>)], next);
    }

    public async Task<Versioned<SecretRecord>?> FindAsync(string agentId, string key, CancellationToken cancellationToken) =>
        await table.FindAsync(agentId, TableKey.Of(key), cancellationToken) is { } row ? new Versioned<SecretRecord>(Row.Read<SecretRecord>(row), row.ETag.ToString()) : null;

    public async Task<bool> TryRemoveAsync(string agentId, Versioned<SecretRecord> secret, CancellationToken cancellationToken)
    {
        try
        {
            return (await table.DeleteEntityAsync(agentId, TableKey.Of(secret.Value.Key), new ETag(secret.ETag), cancellationToken)).Status != 404;
        }
        catch (RequestFailedException exception) when (Errors.IsStale(exception))
        {
            return false;
        }
    }
}
