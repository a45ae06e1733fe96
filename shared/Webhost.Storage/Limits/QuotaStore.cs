using Azure;
using Azure.Data.Tables;
using Webhost.Core.Limits;
using Webhost.Storage.Internal;

namespace Webhost.Storage.Limits;

/// <summary>One counter for each user and period, changed under its version.</summary>
internal sealed class QuotaStore(Tables tables) : IQuotaStore
{
    private const string Taken = nameof(Taken);
    private const int Attempts = 100;

    private readonly TableClient table = tables.Get(Tables.QuotaLeases);

    public async Task<QuotaGrant> TakeAsync(string userId, string period, long wanted, long? limit, CancellationToken cancellationToken)
    {
        QuotaGrant? grant = null;
        await ChangeAsync(userId, period, taken =>
        {
            var granted = Math.Max(0, Math.Min(wanted, (limit ?? long.MaxValue) - taken));
            grant = new QuotaGrant(granted, taken + granted);
            return taken + granted;
        }, cancellationToken);
        return grant!;
    }

    public Task ReturnAsync(string userId, string period, long unspent, CancellationToken cancellationToken) =>
        ChangeAsync(userId, period, taken => Math.Max(0, taken - unspent), cancellationToken);

    public async Task<long> ReadTakenAsync(string userId, string period, CancellationToken cancellationToken) =>
        (await table.FindAsync(userId, period, cancellationToken))?.GetInt64(Taken) ?? 0;

    private async Task ChangeAsync(string userId, string period, Func<long, long> change, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var present = await table.FindAsync(userId, period, cancellationToken);
            var before = present?.GetInt64(Taken) ?? 0;
            var after = change(before);
            if (after == before)
            {
                return;
            }

            var row = new TableEntity(userId, period) { [Taken] = after };
            try
            {
                await (present is null ? table.AddEntityAsync(row, cancellationToken) : table.UpdateEntityAsync(row, present.ETag, TableUpdateMode.Replace, cancellationToken));
                return;
            }
            catch (RequestFailedException exception) when (Errors.IsTaken(exception) || Errors.IsStale(exception))
            {
                // Another process took a block: look again.
            }
        }

        throw new RequestFailedException(409, "A quota counter is contended.");
    }
}
