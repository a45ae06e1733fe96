using System.Globalization;
using Webhost.Core.Limits;

namespace Webhost.Core.Tests.Limits;

/// <summary>Ledgers in memory that several gates share, with versions as the table service has them. It can be made slow, or to fail.</summary>
internal sealed class MemoryQuotaStore : IQuotaStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string User, string Period), QuotaLedger> ledgers = [];
    private long version;

    /// <summary>What happens before a read or a write has its effect.</summary>
    public Func<CancellationToken, Task> Before { get; set; } = static async _ => await Task.Yield();

    /// <summary>What happens between a write's effect and its answer.</summary>
    public Func<Task> AfterWrite { get; set; } = static () => Task.CompletedTask;

    public int Reads { get; private set; }

    public int Writes { get; private set; }

    /// <summary>A ledger as it is, whatever happens to reads.</summary>
    public QuotaLedger Look(string userId, string period)
    {
        lock (gate)
        {
            return Find(userId, period);
        }
    }

    public async Task<QuotaLedger> ReadAsync(string userId, string period, CancellationToken cancellationToken)
    {
        await Before(cancellationToken);
        lock (gate)
        {
            Reads++;
            return Find(userId, period);
        }
    }

    public async Task<QuotaLedger?> TryWriteAsync(QuotaLedger ledger, QuotaChange change, CancellationToken cancellationToken)
    {
        await Before(cancellationToken);
        QuotaLedger? written;
        lock (gate)
        {
            Writes++;
            written = Write(ledger, change);
        }

        await AfterWrite();
        return written;
    }

    public Task SetExtraAsync(string userId, string period, long tokens, long computeMs, long costMicros, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            ledgers[(userId, period)] = Find(userId, period) with { Extra = new QuotaAmounts(0, tokens, computeMs, costMicros), Version = Next() };
        }

        return Task.CompletedTask;
    }

    private QuotaLedger? Write(QuotaLedger ledger, QuotaChange change)
    {
        var present = Find(ledger.UserId, ledger.Period);
        if ((change.Taken is not null && present.Version != ledger.Version)
            || change.Put.Concat(change.Remove).Any(lease => present.LeaseOf(lease.Holder)?.Version != lease.Version))
        {
            return null;
        }

        var put = change.Put.Select(lease => lease with { Version = Next() }).ToList();
        var changed = change.Put.Concat(change.Remove).Select(lease => lease.Holder).ToHashSet(StringComparer.Ordinal);
        var counter = change.Taken is null ? present.Version : Next();
        ledgers[(ledger.UserId, ledger.Period)] = present with
        {
            Taken = change.Taken ?? present.Taken,
            Version = counter,
            Leases = [.. present.Leases.Where(lease => !changed.Contains(lease.Holder)), .. put],
        };

        // As the writer knows it: what others have changed beside it is not in the answer.
        return ledger with
        {
            Taken = change.Taken ?? ledger.Taken,
            Version = change.Taken is null ? ledger.Version : counter,
            Leases = [.. ledger.Leases.Where(lease => !changed.Contains(lease.Holder)), .. put],
        };
    }

    private QuotaLedger Find(string userId, string period) => ledgers.GetValueOrDefault((userId, period)) ?? new QuotaLedger { UserId = userId, Period = period };

    private string Next() => (++version).ToString(CultureInfo.InvariantCulture);
}
