namespace Webhost.Core.Limits;

/// <summary>Finds from where a process takes what it was given: its own lease first, then the counter, then what lies unspent in the leases of others.</summary>
internal static class QuotaSources
{
    /// <summary>How long a lease lives without being written.</summary>
    public static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(10);

    private const int BlocksAhead = 8;
    private const int Share = 8;

    // The service takes 100 rows in one transaction; the counter and the own lease have to fit in.
    private const int MaximumOthers = 90;

    /// <summary>The change of the ledger; null when there is none.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="ask">Who asks.</param>
    /// <param name="needed">What callers use at once.</param>
    /// <param name="ahead">What is armed ahead of need.</param>
    /// <param name="level">For how many reservations that is.</param>
    public static QuotaChange? Find(QuotaLedger ledger, QuotaAsk ask, in QuotaAmounts needed, in QuotaAmounts ahead, long level)
    {
        var own = ledger.LeaseOf(ask.Holder);
        var unspent = own?.Unspent ?? default;
        var armed = needed + ahead;
        var free = (ask.Free + ahead).AboveZero();
        if (level > 0 && !ask.Leave && ask.GivenBack == default && unspent.Covers(armed))
        {
            // The lease pays for it alone: the counter, for which all processes race, is left in peace.
            return Change(ledger, ask, own, ledger.Taken, [], [], Lease(ask, own, unspent - armed, free), level);
        }

        var ended = ledger.Leases.Where(lease => lease != own && lease.ExpiresAt <= ask.Now).Take(MaximumOthers).ToList();
        var taken = ended.Aggregate(ledger.Taken - ask.GivenBack, static (sum, lease) => sum - lease.Unspent);
        var missing = (armed - unspent).AboveZero();
        unspent = (unspent - armed).AboveZero();
        var stock = (ask.Limits - ledger.Extra - taken).AboveZero();
        var fromStock = QuotaAmounts.Min(missing, stock);
        stock -= fromStock;
        missing -= fromStock;
        var lent = FromOthers(ledger.Leases.Where(lease => lease != own && !ended.Contains(lease)).Take(MaximumOthers - ended.Count), ref missing);

        // What is missing now is what the last reservation uses beyond the limit. A block goes into the lease while there is plenty.
        var block = QuotaAmounts.Min(ask.Unit * Math.Min(level * BlocksAhead, stock.Fit(ask.Unit) / Share), stock + unspent);
        taken += fromStock + missing + block - unspent;
        return Change(ledger, ask, own, taken, lent, ended, Lease(ask, own, block, free), level);
    }

    private static List<QuotaLease> FromOthers(IEnumerable<QuotaLease> leases, ref QuotaAmounts missing)
    {
        var lent = new List<QuotaLease>();
        foreach (var lease in leases)
        {
            var part = QuotaAmounts.Min(missing, lease.Unspent);
            if (part != default)
            {
                missing -= part;
                lent.Add(lease with { Unspent = lease.Unspent - part });
            }
        }

        return lent;
    }

    private static QuotaLease Lease(QuotaAsk ask, QuotaLease? own, in QuotaAmounts unspent, in QuotaAmounts free) => new()
    {
        Holder = ask.Holder,
        Unspent = unspent,
        Armed = free,
        Sequence = ask.Sequence,
        ExpiresAt = ask.Now + LeaseTime,
        Version = own?.Version,
    };

    private static QuotaChange? Change(QuotaLedger ledger, QuotaAsk ask, QuotaLease? own, in QuotaAmounts taken, List<QuotaLease> lent, List<QuotaLease> ended, QuotaLease lease, long level)
    {
        // What is armed changes with every caller. Others want to know it exactly when there is not enough for all.
        var elsewhere = taken != ledger.Taken || lent.Count > 0 || ended.Count > 0 || (level == 0 && lease.Armed != (own?.Armed ?? default));
        if (ask.Leave && own is not null)
        {
            ended.Add(own);
        }
        else if (!ask.Leave && (elsewhere || lease.Unspent != (own?.Unspent ?? default) || ask.Write))
        {
            // Also one that holds nothing: its number tells whether the change was made.
            lent.Add(lease);
        }

        return lent.Count == 0 && ended.Count == 0 && taken == ledger.Taken
            ? null
            : new QuotaChange { Taken = taken == ledger.Taken ? null : taken, Put = lent, Remove = ended };
    }
}
