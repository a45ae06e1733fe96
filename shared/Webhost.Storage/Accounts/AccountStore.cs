using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Webhost.Core.Accounts;
using Webhost.Core.Storage;
using Webhost.Core.Users;
using Webhost.Storage.Internal;

namespace Webhost.Storage.Accounts;

/// <summary>Exports each in a partition of their owner, deletions all in one.</summary>
internal sealed class AccountStore(Tables tables) : IAccountStore
{
    private const string ExportRow = "export";
    private const string Deletions = "deletions";
    private const string ExpiresAt = nameof(ExpiresAt);

    private readonly TableClient table = tables.Get(Tables.AccountWork);

    public async Task<Versioned<ExportRecord>?> FindExportAsync(UserId userId, CancellationToken cancellationToken) =>
        await table.FindAsync(ExportKey(userId), ExportRow, cancellationToken) is { } row ? new Versioned<ExportRecord>(Row.Read<ExportRecord>(row), row.ETag.ToString()) : null;

    public async Task<Versioned<ExportRecord>?> TryWriteExportAsync(ExportRecord export, string? etag, CancellationToken cancellationToken)
    {
        var row = Row.Of(ExportKey(new UserId(export.UserId)), ExportRow, export);
        if (export.ExpiresAt is { } at)
        {
            row[ExpiresAt] = at;
        }

        try
        {
            var answer = await (etag is null ? table.AddEntityAsync(row, cancellationToken) : table.UpdateEntityAsync(row, new ETag(etag), TableUpdateMode.Replace, cancellationToken));
            return new Versioned<ExportRecord>(export, Row.VersionOf(answer));
        }
        catch (RequestFailedException exception) when (Errors.IsTaken(exception) || Errors.IsStale(exception))
        {
            return null;
        }
    }

    public Task RemoveExportAsync(UserId userId, CancellationToken cancellationToken) => table.DeleteEntityAsync(ExportKey(userId), ExportRow, ETag.All, cancellationToken);

    public async Task<bool> TryRemoveExportAsync(Versioned<ExportRecord> export, CancellationToken cancellationToken)
    {
        try
        {
            // A row that is gone is no error here, as with every removal.
            await table.DeleteEntityAsync(ExportKey(new UserId(export.Value.UserId)), ExportRow, new ETag(export.ETag), cancellationToken);
            return true;
        }
        catch (RequestFailedException exception) when (Errors.IsStale(exception))
        {
            return false;
        }
    }

    public async IAsyncEnumerable<Versioned<ExportRecord>> ReadExpiredExportsAsync(DateTimeOffset before, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"RowKey eq {ExportRow} and ExpiresAt lt {before}"), cancellationToken: cancellationToken))
        {
            yield return new Versioned<ExportRecord>(Row.Read<ExportRecord>(row), row.ETag.ToString());
        }
    }

    public async Task<DeletionRecord?> FindDeletionAsync(string deletionId, CancellationToken cancellationToken) =>
        await table.FindAsync(Deletions, TableKey.Of(deletionId), cancellationToken) is { } row ? Row.Read<DeletionRecord>(row) : null;

    public Task WriteDeletionAsync(DeletionRecord deletion, CancellationToken cancellationToken) =>
        table.UpsertEntityAsync(Row.Of(Deletions, TableKey.Of(deletion.DeletionId), deletion), TableUpdateMode.Replace, cancellationToken);

    public async IAsyncEnumerable<DeletionRecord> ReadDeletionsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in table.ReadPrefixAsync(Deletions, prefix: string.Empty, cancellationToken))
        {
            yield return Row.Read<DeletionRecord>(row);
        }
    }

    public Task RemoveDeletionAsync(string deletionId, CancellationToken cancellationToken) => table.DeleteEntityAsync(Deletions, TableKey.Of(deletionId), ETag.All, cancellationToken);

    private static string ExportKey(UserId userId) => TableKey.Of("export", userId.Value);
}
