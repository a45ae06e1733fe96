using Azure.Data.Tables;
using Webhost.Core.Billing;
using Webhost.Storage.Internal;

namespace Webhost.Storage.Billing;

/// <summary>Checkouts in the partition of a hash of the buyer's address.</summary>
internal sealed class CheckoutStore(Tables tables) : ICheckoutStore
{
    private const string ExpiresAt = nameof(ExpiresAt);
    private const string UserId = nameof(UserId);

    private readonly TableClient table = tables.Get(Tables.Checkouts);

    public Task AddAsync(OpenCheckout checkout, CancellationToken cancellationToken)
    {
        var row = Row.Of(TableKey.Of(checkout.EmailHash), TableKey.Of(checkout.CheckoutId), checkout);
        row[ExpiresAt] = checkout.ExpiresAt;
        row[UserId] = checkout.UserId;
        return table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
    }

    public async Task<IReadOnlyList<OpenCheckout>> ListAsync(string emailHash, CancellationToken cancellationToken)
    {
        var checkouts = new List<OpenCheckout>();
        await foreach (var row in table.ReadPrefixAsync(TableKey.Of(emailHash), prefix: string.Empty, cancellationToken))
        {
            checkouts.Add(Row.Read<OpenCheckout>(row));
        }

        return checkouts;
    }

    public Task RemoveAsync(DateTimeOffset expiredBefore, CancellationToken cancellationToken) =>
        table.RemoveAllAsync(TableClient.CreateQueryFilter($"ExpiresAt lt {expiredBefore}"), cancellationToken);
}
