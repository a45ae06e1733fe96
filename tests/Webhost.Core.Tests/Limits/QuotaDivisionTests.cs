using FsCheck;
using FsCheck.Fluent;
using Webhost.Core.Limits;

namespace Webhost.Core.Tests.Limits;

public sealed class QuotaDivisionTests
{
    private const string Me = "prc_me";

    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private static readonly Gen<QuotaAmounts> Small = Amounts(0, 60);

    private static readonly Gen<QuotaLedger> Ledgers =
        from leases in Gen.Choose(0, 4).SelectMany(count => Gen.Zip(Small, Gen.Choose(-20, 20)).ListOf(count))
        from used in Amounts(0, 400)
        from extra in Gen.Choose(0, 20)
        select new QuotaLedger
        {
            UserId = "usr_1",
            Period = "2026-11",
            Taken = leases.Aggregate(used, (sum, lease) => sum + lease.Item1),
            Extra = new QuotaAmounts(0, extra, extra, extra),
            Version = "1",
            Leases = [.. leases.Select((lease, index) => new QuotaLease
            {
                Holder = index == 0 ? Me : $"prc_{index}",
                Unspent = lease.Item1,
                Armed = default,
                Sequence = 1,
                ExpiresAt = Now.AddSeconds(index == 0 ? 5 : lease.Item2),
                Version = "1",
            })],
        };

    private static readonly Gen<QuotaAsk> Asks =
        from limits in Amounts(0, 700)
        from needs in Gen.Choose(0, 12).SelectMany(count => Need().ListOf(count))
        from back in Amounts(-30, 30)
        from free in Small
        from unit in Need()
        from ahead in Gen.Choose(0, 20)
        from leave in Gen.Frequency((5, Gen.Constant(false)), (1, Gen.Constant(true)))
        select new QuotaAsk
        {
            Holder = Me,
            Sequence = 2,
            Limits = limits,
            Needs = leave ? [] : [.. needs],
            GivenBack = back with { Requests = Math.Max(0, back.Requests) },
            Free = leave ? default : free,
            Unit = unit,
            Ahead = leave ? 0 : ahead,
            Leave = leave,
            Now = Now,
        };

    [Fact]
    public void What_counts_as_used_changes_by_what_is_armed_and_by_what_goes_back() => Check((ledger, ask, division) =>
        After(ledger, division).Used == ledger.Used + division.Armed - ask.GivenBack);

    [Fact]
    public void No_lease_ever_owes_anything() => Check((ledger, ask, division) =>
        After(ledger, division).Leases.All(lease => lease.Unspent.Covers(default) && lease.Armed.Covers(default)));

    [Fact]
    public void Requests_are_never_armed_beyond_the_limit() => Check((ledger, ask, division) =>
        division.Armed.Requests == 0 || After(ledger, division).Used.Requests <= ask.Limits.Requests);

    [Fact]
    public void Nothing_lies_in_leases_beyond_the_limit_that_was_not_there_before() => Check((ledger, ask, division) =>
    {
        var after = After(ledger, division);
        return after.Taken.Requests <= Math.Max(ask.Limits.Requests, ledger.Taken.Requests - ask.GivenBack.Requests);
    });

    [Fact]
    public void Other_measures_exceed_the_limit_by_one_reservation_at_most() => Check((ledger, ask, division) =>
    {
        if (division.Admitted == 0)
        {
            return true;
        }

        var before = After(ledger, division).Used - ask.Needs[division.Admitted - 1];
        var limits = ask.Limits;
        return before.Tokens < limits.Tokens && before.ComputeMs < limits.ComputeMs && before.CostMicros < limits.CostMicros;
    });

    [Fact]
    public void Callers_are_let_in_in_their_order_while_anything_is_left() => Check((ledger, ask, division) =>
        division.Armed.Covers(Sum(ask.Needs.Take(division.Admitted))) && (division.Admitted == ask.Needs.Count || division.Left[division.Spent!.Value] < 1));

    [Fact]
    public void Nothing_is_armed_ahead_near_the_limit() => Check((ledger, ask, division) =>
        division.Level <= (division.Left + division.Armed - Sum(ask.Needs.Take(division.Admitted)) + ask.Free).Fit(ask.Unit) / 8
        && (division.Level > 0 || division.Armed == Sum(ask.Needs.Take(division.Admitted))));

    [Fact]
    public void Leases_of_others_are_shortened_but_never_grow_and_end_only_when_they_have_expired() => Check((ledger, ask, division) =>
    {
        var after = After(ledger, division);
        return ledger.Leases.Where(lease => lease.Holder != Me).All(lease => after.LeaseOf(lease.Holder) is { } kept ? lease.Unspent.Covers(kept.Unspent) && kept.Sequence == lease.Sequence : lease.ExpiresAt <= Now);
    });

    [Fact]
    public void Every_write_bears_its_number() => Check((ledger, ask, division) =>
        division.Change is null || (ask.Leave ? After(ledger, division).LeaseOf(Me) is null : After(ledger, division).LeaseOf(Me)!.Sequence == ask.Sequence));

    [Fact]
    public void Dividing_again_what_is_divided_writes_nothing()
    {
        var ledger = new QuotaLedger { UserId = "usr_1", Period = "2026-11", Taken = new(10, 10, 10, 10), Version = "1" };
        var ask = new QuotaAsk { Holder = Me, Sequence = 1, Limits = new(100, 1_000, 1_000, 1_000), Unit = new(1, 1, 1, 1), Ahead = 4, Now = Now };

        var first = QuotaDivision.Of(ledger, ask);
        var second = QuotaDivision.Of(After(ledger, first), ask with { Free = first.Armed, Sequence = 2 });

        Assert.Equal(4, first.Level);
        Assert.NotNull(first.Change);
        Assert.Null(second.Change);
    }

    [Fact]
    public void While_the_lease_pays_the_counter_is_left_in_peace()
    {
        var ledger = new QuotaLedger { UserId = "usr_1", Period = "2026-11", Version = "1" };
        var ask = new QuotaAsk { Holder = Me, Sequence = 1, Limits = new(100_000, 100_000, 100_000, 100_000), Unit = new(1, 1, 1, 1), Ahead = 4, Now = Now };

        var first = QuotaDivision.Of(ledger, ask);
        var second = QuotaDivision.Of(After(ledger, first), ask with { Sequence = 2 });

        Assert.NotNull(first.Change!.Taken);
        Assert.Null(second.Change!.Taken);
        Assert.Equal(Me, Assert.Single(second.Change.Put).Holder);
    }

    private static Gen<QuotaAmounts> Amounts(int least, int most) =>
        Gen.Choose(least, most).ListOf(4).Select(amounts => new QuotaAmounts(amounts[0], amounts[1], amounts[2], amounts[3]));

    private static Gen<QuotaAmounts> Need() => Gen.Choose(1, 40).ListOf(3).Select(amounts => new QuotaAmounts(1, amounts[0], amounts[1], amounts[2]));

    private static QuotaAmounts Sum(IEnumerable<QuotaAmounts> amounts) => amounts.Aggregate(default(QuotaAmounts), (sum, amount) => sum + amount);

    private static QuotaLedger After(QuotaLedger ledger, QuotaDivision division)
    {
        if (division.Change is not { } change)
        {
            return ledger;
        }

        var gone = change.Put.Concat(change.Remove).Select(lease => lease.Holder).ToHashSet(StringComparer.Ordinal);
        return ledger with { Taken = change.Taken ?? ledger.Taken, Leases = [.. ledger.Leases.Where(lease => !gone.Contains(lease.Holder)), .. change.Put] };
    }

    private static void Check(Func<QuotaLedger, QuotaAsk, QuotaDivision, bool> holds) => Prop
        .ForAll(Arb.From(Ledgers), Arb.From(Asks), (ledger, ask) => holds(ledger, ask, QuotaDivision.Of(ledger, ask)).Label($"{ledger} {string.Join(',', ledger.Leases)} {ask} {string.Join(',', ask.Needs)}"))
        .Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));
}
