namespace Webhost.Core.Billing;

/// <summary>
/// Adds to a <see cref="SubscriptionRecord"/>. The result is a set ordered by time and cut to its newest, so that neither order nor repeats of what is added
/// make a difference. An older statement never decides where the subscription stands; it may tell what was paid for before a change.
/// </summary>
public static class SubscriptionMerge
{
    private const int UsualHistory = 32;
    private const int LongestHistory = 256;
    private const int MostPayments = 16;
    private const int MostChanges = 16;

    // What was said within a period still tells what is paid for, and since when a payment is overdue, however much was said since.
    private static readonly TimeSpan StillTells = TimeSpan.FromDays(45);

    /// <summary>Adds what was said of the subscription.</summary>
    public static (SubscriptionRecord Record, MergeOutcome Outcome) With(this SubscriptionRecord record, SubscriptionFacts said)
    {
        var outcome = record.Newest is { } newest && newest.UpdatedAt > said.UpdatedAt ? MergeOutcome.Superseded : MergeOutcome.Applied;
        if (record.History.FirstOrDefault(known => known.UpdatedAt == said.UpdatedAt) is not { } same)
        {
            return (Settled(record with { History = Cut([.. record.History.Append(said).OrderBy(facts => facts.UpdatedAt)]) }), outcome);
        }

        var agree = same.SaysTheSameAs(said);
        if (agree && (same.Asked || !said.Asked))
        {
            return (record, record.ContestedAt == said.UpdatedAt ? MergeOutcome.Contested : outcome);
        }

        // The provider's clock has seconds: two of one second can't be told apart by it. One is chosen, whichever came first, until the provider is asked:
        // the one that gives more, since nobody asks about one that is not the newest any more.
        var chosen = said.Asked || (!same.Asked && IsChosenOver(said, same)) ? said : same;
        var changed = record with
        {
            History = [.. record.History.Select(known => ReferenceEquals(known, same) ? chosen : known)],
            ContestedAt = chosen.Asked || outcome == MergeOutcome.Superseded ? record.ContestedAt : said.UpdatedAt,
        };
        return (Settled(changed), agree || said.Asked || outcome == MergeOutcome.Superseded ? outcome : MergeOutcome.Contested);
    }

    /// <summary>Adds what was said of a payment.</summary>
    public static (SubscriptionRecord Record, MergeOutcome Outcome) With(this SubscriptionRecord record, PaymentFacts said)
    {
        if (record.Payments.FirstOrDefault(payment => payment.InvoiceId == said.InvoiceId) is { } known && known.UpdatedAt >= said.UpdatedAt)
        {
            // Of two for the same moment, money that came in or went back is the later: neither is ever undone.
            var later = known.UpdatedAt == said.UpdatedAt && (said.RefundedInFull, said.RefundedAt is not null, said.Paid).CompareTo((known.RefundedInFull, known.RefundedAt is not null, known.Paid)) > 0;
            if (!later)
            {
                return (record, known == said ? MergeOutcome.Applied : MergeOutcome.Superseded);
            }
        }

        var others = record.Payments.Where(payment => payment.InvoiceId != said.InvoiceId);
        var ordered = others.Append(said).OrderBy(payment => payment.CreatedAt).ThenBy(payment => payment.InvoiceId, StringComparer.Ordinal).ToArray();

        // Those of changes within a period don't push out what the period rests on.
        var kept = ordered.Where(payment => payment.ForPeriod).TakeLast(MostPayments).Concat(ordered.Where(payment => !payment.ForPeriod).TakeLast(MostPayments)).ToHashSet();
        return (record with { Payments = [.. ordered.Where(kept.Contains)] }, MergeOutcome.Applied);
    }

    /// <summary>Adds what is known of a change that this platform asked for; its end, once known, stays.</summary>
    public static SubscriptionRecord With(this SubscriptionRecord record, ChangeNote note)
    {
        var known = record.Changes.FirstOrDefault(note.IsOfTheSameAs);
        var newer = known?.ChangedAt is { } changed && !(note.ChangedAt > changed) ? known : note;
        var ordered = record.Changes.Where(change => change != known).Append(newer).OrderBy(change => change.NotedAt).ThenBy(change => change.ToString(), StringComparer.Ordinal);
        return newer == known ? record : record with { Changes = [.. ordered.TakeLast(MostChanges)] };
    }

    private static IReadOnlyList<SubscriptionFacts> Cut(IReadOnlyList<SubscriptionFacts> ordered)
    {
        var tells = ordered[^1].UpdatedAt - StillTells;
        return [.. ordered.TakeLast(LongestHistory).Where((facts, index) => index >= Math.Min(ordered.Count, LongestHistory) - UsualHistory || facts.UpdatedAt >= tells)];
    }

    private static bool IsChosenOver(SubscriptionFacts one, SubscriptionFacts other) => Entitlement.BySize.Compare(one.Entitlement, other.Entitlement) switch
    {
        0 => string.CompareOrdinal(one.ToString(), other.ToString()) > 0,
        var more => more > 0,
    };

    // Only where the newest statement was not asked for does it matter that there is another one.
    private static SubscriptionRecord Settled(SubscriptionRecord record) =>
        record.ContestedAt is { } at && (record.Newest!.UpdatedAt != at || record.Newest.Asked) ? record with { ContestedAt = null } : record;
}
