using Azure;
using Azure.Data.Tables;
using Webhost.Core.Limits;
using Webhost.Storage.Internal;

namespace Webhost.Storage.Limits;

/// <summary>A partition for each user and period, so that one transaction can change the counter and leases: the row <c>counter</c>, and <c>lease|{process}</c> for each process.</summary>
internal sealed class QuotaStore(Tables tables) : IQuotaStore
{
    private readonly TableClient table = tables.Get(Tables.QuotaLeases);

    public async Task<QuotaLedger> ReadAsync(string userId, string period, CancellationToken cancellationToken)
    {
        var ledger = new QuotaLedger { UserId = userId, Period = period };
        var leases = new List<QuotaLease>();
        await foreach (var row in table.ReadPrefixAsync(PartitionOf(userId, period), prefix: string.Empty, cancellationToken))
        {
            if (string.Equals(row.RowKey, QuotaRows.CounterKey, StringComparison.Ordinal))
            {
                ledger = ledger with { Taken = QuotaRows.Read(row, QuotaRows.Taken), Extra = QuotaRows.Read(row, QuotaRows.Extra), Version = row.ETag.ToString() };
            }
            else
            {
                leases.Add(QuotaRows.ReadLease(row));
            }
        }

        return ledger with { Leases = leases };
    }

    public async Task<QuotaLedger?> TryWriteAsync(QuotaLedger ledger, QuotaChange change, CancellationToken cancellationToken)
    {
        var partition = PartitionOf(ledger.UserId, ledger.Period);
        var actions = new List<TableTransactionAction>();
        if (change.Taken is { } taken)
        {
            // Merged: what telemetry adds lies in the same row and is not ours to write.
            var row = QuotaRows.Write(new TableEntity(partition, QuotaRows.CounterKey), QuotaRows.Taken, taken);
            actions.Add(ledger.Version is { } version ? new TableTransactionAction(TableTransactionActionType.UpdateMerge, row, new ETag(version)) : new TableTransactionAction(TableTransactionActionType.Add, row));
        }

        actions.AddRange(change.Put.Select(lease => lease.Version is { } version
            ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, QuotaRows.WriteLease(partition, lease), new ETag(version))
            : new TableTransactionAction(TableTransactionActionType.Add, QuotaRows.WriteLease(partition, lease))));
        actions.AddRange(change.Remove.Select(lease => new TableTransactionAction(TableTransactionActionType.Delete, QuotaRows.WriteLease(partition, lease), new ETag(lease.Version!))));
        try
        {
            var answers = (await table.SubmitTransactionAsync(actions, cancellationToken)).Value.Select(answer => answer.Headers.ETag?.ToString()).ToList();
            return After(ledger, change, answers);
        }
        catch (TableTransactionFailedException exception) when (Errors.IsTaken(exception) || Errors.IsStale(exception))
        {
            return null;
        }
    }

    public Task SetExtraAsync(string userId, string period, long tokens, long computeMs, long costMicros, CancellationToken cancellationToken) => table.UpsertEntityAsync(
        QuotaRows.Write(new TableEntity(PartitionOf(userId, period), QuotaRows.CounterKey), QuotaRows.Extra, new QuotaAmounts(0, tokens, computeMs, costMicros)),
        TableUpdateMode.Merge,
        cancellationToken);

    private static string PartitionOf(string userId, string period) => TableKey.Of(userId, period);

    private static QuotaLedger After(QuotaLedger ledger, QuotaChange change, List<string?> versions)
    {
        var first = change.Taken is null ? 0 : 1;
        var put = change.Put.Select((lease, index) => lease with { Version = versions[first + index] }).ToList();
        var changed = put.Concat(change.Remove).Select(lease => lease.Holder).ToHashSet(StringComparer.Ordinal);
        return ledger with
        {
            Taken = change.Taken ?? ledger.Taken,
            Version = change.Taken is null ? ledger.Version : versions[0],
            Leases = [.. ledger.Leases.Where(lease => !changed.Contains(lease.Holder)), .. put],
        };
    }
}
