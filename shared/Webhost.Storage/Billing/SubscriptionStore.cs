using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Webhost.Core.Billing;
using Webhost.Core.Storage;
using Webhost.Core.Users;
using Webhost.Storage.Internal;

namespace Webhost.Storage.Billing;

/// <summary>
/// Subscriptions by their ids, each with what was reported of its usage; beside them the orders that they began with, and for each user the ids of the user's.
/// </summary>
internal sealed class SubscriptionStore(Tables tables) : ISubscriptionStore
{
    private const string SubscriptionRow = "subscription";
    private const string OrderRow = "order";
    private const string UsagePrefix = "usage|";
    private const int Attempts = 20;
    private const string Live = nameof(Live);
    private const string ChangesAt = nameof(ChangesAt);

    private readonly TableClient table = tables.Get(Tables.Subscriptions);

    public async Task<Versioned<SubscriptionRecord>?> FindAsync(string subscriptionId, CancellationToken cancellationToken) =>
        await table.FindAsync(SubscriptionKey(subscriptionId), SubscriptionRow, cancellationToken) is { } row ? new Versioned<SubscriptionRecord>(Row.Read<SubscriptionRecord>(row), row.ETag.ToString()) : null;

    public Task<bool> TryWriteAsync(SubscriptionRecord record, string? etag, SubscriptionSchedule schedule, CancellationToken cancellationToken)
    {
        var row = Row.Of(SubscriptionKey(record.SubscriptionId), SubscriptionRow, record);
        row[Live] = schedule.Live;
        if (schedule.ChangesAt is { } at)
        {
            row[ChangesAt] = at;
        }

        return TryWriteAsync(row, etag, cancellationToken);
    }

    public Task ListAsOwnedAsync(UserId userId, string subscriptionId, CancellationToken cancellationToken) =>
        table.UpsertEntityAsync(new TableEntity(OwnerKey(userId), TableKey.Of(subscriptionId)) { [nameof(SubscriptionRecord.SubscriptionId)] = subscriptionId }, TableUpdateMode.Replace, cancellationToken);

    public async Task ReassignAsync(UserId from, UserId to, CancellationToken cancellationToken)
    {
        await foreach (var owned in table.ReadPrefixAsync(OwnerKey(from), prefix: string.Empty, cancellationToken))
        {
            var subscriptionId = owned.GetString(nameof(SubscriptionRecord.SubscriptionId))!;
            await ListAsOwnedAsync(to, subscriptionId, cancellationToken);
            await ReassignAsync(subscriptionId, from, to, cancellationToken);
            await table.DeleteEntityAsync(owned.PartitionKey, owned.RowKey, ETag.All, cancellationToken);
        }
    }

    public async Task<IReadOnlyList<SubscriptionRecord>> ListAsync(UserId userId, CancellationToken cancellationToken)
    {
        var records = new List<SubscriptionRecord>();
        await foreach (var row in table.ReadPrefixAsync(OwnerKey(userId), prefix: string.Empty, cancellationToken))
        {
            if (await FindAsync(row.GetString(nameof(SubscriptionRecord.SubscriptionId))!, cancellationToken) is { Value: var record } && string.Equals(record.UserId, userId.Value, StringComparison.Ordinal))
            {
                records.Add(record);
            }
        }

        return records;
    }

    public IAsyncEnumerable<SubscriptionRecord> ReadLiveAsync(CancellationToken cancellationToken) =>
        ReadAsync(TableClient.CreateQueryFilter($"RowKey eq {SubscriptionRow} and Live eq {true}"), cancellationToken);

    public IAsyncEnumerable<SubscriptionRecord> ReadDueAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        ReadAsync(TableClient.CreateQueryFilter($"RowKey eq {SubscriptionRow} and ChangesAt le {before}"), cancellationToken);

    public async Task<Versioned<OrderRecord>?> FindOrderAsync(string orderId, CancellationToken cancellationToken) =>
        await table.FindAsync(OrderKey(orderId), OrderRow, cancellationToken) is { } row ? new Versioned<OrderRecord>(Row.Read<OrderRecord>(row), row.ETag.ToString()) : null;

    public Task<bool> TryWriteOrderAsync(OrderRecord order, string? etag, CancellationToken cancellationToken) =>
        TryWriteAsync(Row.Of(OrderKey(order.OrderId), OrderRow, order), etag, cancellationToken);

    public async Task<UsageReport?> FindUsageAsync(string subscriptionId, string period, CancellationToken cancellationToken) =>
        await table.FindAsync(SubscriptionKey(subscriptionId), UsageKey(period), cancellationToken) is { } row ? Row.Read<UsageReport>(row) : null;

    public Task NoteUsageAsync(string subscriptionId, UsageReport report, CancellationToken cancellationToken) =>
        table.UpsertEntityAsync(Row.Of(SubscriptionKey(subscriptionId), UsageKey(report.Period), report), TableUpdateMode.Replace, cancellationToken);

    private async Task ReassignAsync(string subscriptionId, UserId from, UserId to, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await table.FindAsync(SubscriptionKey(subscriptionId), SubscriptionRow, cancellationToken) is not { } present)
            {
                return;
            }

            var record = Row.Read<SubscriptionRecord>(present);
            if (record.Newest?.OrderId is { } orderId && await FindOrderAsync(orderId, cancellationToken) is { } order && string.Equals(order.Value.UserId, from.Value, StringComparison.Ordinal)
                && !await TryWriteOrderAsync(order.Value with { UserId = to.Value }, order.ETag, cancellationToken))
            {
                continue;
            }

            if (!string.Equals(record.UserId, from.Value, StringComparison.Ordinal))
            {
                return;
            }

            var changed = Row.Of(present.PartitionKey, present.RowKey, record with { UserId = to.Value });
            foreach (var column in new[] { Live, ChangesAt }.Where(present.ContainsKey))
            {
                changed[column] = present[column];
            }

            if (await TryWriteAsync(changed, present.ETag.ToString(), cancellationToken))
            {
                return;
            }
        }

        throw new RequestFailedException(409, "A subscription is contended.");
    }

    private async IAsyncEnumerable<SubscriptionRecord> ReadAsync(string filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            yield return Row.Read<SubscriptionRecord>(row);
        }
    }

    private async Task<bool> TryWriteAsync(TableEntity row, string? etag, CancellationToken cancellationToken)
    {
        try
        {
            await (etag is null ? table.AddEntityAsync(row, cancellationToken) : table.UpdateEntityAsync(row, new ETag(etag), TableUpdateMode.Replace, cancellationToken));
            return true;
        }
        catch (RequestFailedException exception) when (Errors.IsTaken(exception) || Errors.IsStale(exception))
        {
            return false;
        }
    }

    private static string SubscriptionKey(string subscriptionId) => TableKey.Of("subscription", subscriptionId);

    private static string OwnerKey(UserId userId) => TableKey.Of("user", userId.Value);

    private static string OrderKey(string orderId) => TableKey.Of("order", orderId);

    private static string UsageKey(string period) => UsagePrefix + TableKey.Of(period);
}
