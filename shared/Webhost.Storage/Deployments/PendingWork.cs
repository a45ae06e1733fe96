using Azure;
using Azure.Data.Tables;
using Webhost.Core.Deployments;
using Webhost.Storage.Internal;

namespace Webhost.Storage.Deployments;

/// <inheritdoc cref="IPendingWork"/>
internal sealed class PendingWork(Tables tables) : IPendingWork
{
    private const string Partition = "pending";

    private readonly TableClient table = tables.Get(Tables.PendingWork);

    public Task AddAsync(PendingItem item, CancellationToken cancellationToken) =>
        table.UpsertEntityAsync(Row.Of(Partition, TableKey.Of(item.Id), item), TableUpdateMode.Replace, cancellationToken);

    public Task RemoveAsync(PendingItem item, CancellationToken cancellationToken) =>
        table.DeleteEntityAsync(Partition, TableKey.Of(item.Id), ETag.All, cancellationToken);

    public async Task<IReadOnlyList<PendingItem>> ListAsync(CancellationToken cancellationToken) =>
        await table.ReadPrefixAsync(Partition, prefix: string.Empty, cancellationToken).Select(Row.Read<PendingItem>).ToListAsync(cancellationToken);
}
