using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Webhost.Contracts.Billing;
using Webhost.Core.Billing;

namespace Webhost.Core.Tests.Billing;

/// <summary>
/// Generated lives of a subscription on the first moment of its period, so that prices need no share of it: changes that we ask for, that may die at any line, and changes of the customer at the
/// provider, which prorates them; with refusals, and with statements that are lost, repeated and told in any order.
/// </summary>
public sealed class ChangeHistoryTests
{
    private const int Histories = 2000;

    private static readonly Gen<Entitlement> AnyPlan = Gen.Elements(
        new Entitlement("starter", 0), new Entitlement("pro", 0), new Entitlement("pro", 1), new Entitlement("pro", 4), new Entitlement("pro", 10), new Entitlement("enterprise", 0));

    // Of what is not ours the plan alone counts: the provider's pages change no number.
    private static readonly Gen<Step> AnyStep =
        from ours in Gen.Choose(0, 2)
        from plan in AnyPlan
        from dies in Gen.Choose(0, 12)
        from lost in Gen.Choose(0, 2)
        from refused in Gen.Choose(0, 9)
        from declined in Gen.Choose(0, 3)
        select new Step(ours > 0, plan, DiesAfter: dies < 8 ? dies : int.MaxValue, lost == 0, refused, declined == 0);

    private static readonly Gen<Prices> AnyPrices = Gen.Elements(new Prices(Metered: false), new Prices(Metered: true));

    [Fact]
    public void Nobody_has_more_than_they_paid_for_whatever_is_changed_by_whom_and_wherever_it_dies()
    {
        var lives =
            from prices in AnyPrices
            from bought in AnyPlan
            from taken in AnyStep.ListOf(6)
            select (prices, bought, taken);
        foreach (var (prices, first, steps) in lives.Sample(Histories, 50))
        {
            var life = new Life(first, prices);
            foreach (var step in steps)
            {
                life.Take(step);
                life.Reconcile();

                Assert.True(prices.Of(life.Has()) <= life.Paid, $"{prices}, {first}: {string.Join("; ", steps)}: has {life.Has()} and paid {life.Paid}.");
                Assert.Equal(JsonSerializer.Serialize(life.Record), JsonSerializer.Serialize(life.Retold()));
            }
        }
    }

    [Fact]
    public void Who_changes_a_subscription_here_alone_has_exactly_what_is_paid_for()
    {
        var lives =
            from prices in AnyPrices
            from bought in AnyPlan
            from wanted in AnyPlan.ListOf(6)
            select (prices, bought, wanted);
        foreach (var (prices, first, plans) in lives.Sample(Histories, 50))
        {
            var life = new Life(first, prices);
            foreach (var plan in plans)
            {
                var (had, paid) = (life.Has(), life.Paid);
                life.Take(new Step(Ours: true, plan, int.MaxValue, Lost: false, RefusedAt: int.MaxValue, Declined: false));

                Assert.True(prices.Of(life.Has()) == life.Paid, $"{prices}, {first}: {string.Join("; ", plans)}: has {life.Has()} and paid {life.Paid}.");
                Assert.True(Math.Max(0, life.Charged) == Math.Max(0, prices.Of(plan) - paid), $"{prices}, {first}: {string.Join("; ", plans)}: charged {life.Charged} at once.");
                Assert.True(plan == life.Present.Entitlement && (life.Has() == plan || life.Has() == had));
            }
        }
    }

    /// <summary>What a period costs in advance: nothing for the largest plan where it is billed by usage.</summary>
    private sealed record Prices(bool Metered)
    {
        public decimal Of(Entitlement entitlement) => entitlement.Tier switch
        {
            "starter" => 29 * (1 + entitlement.AddOns),
            "pro" => 99 + (50 * entitlement.AddOns),
            _ => Metered ? 0 : 500 * (1 + entitlement.AddOns),
        };
    }

    private sealed record Step(bool Ours, Entitlement To, int DiesAfter, bool Lost, int RefusedAt, bool Declined);

    /// <summary>The provider's side of a subscription, and the record that is kept of it here.</summary>
    private sealed class Life
    {
        private readonly List<Func<SubscriptionRecord, SubscriptionRecord>> told = [];
        private readonly Random random = new(7);
        private readonly Prices prices;
        private PaymentFacts? owed;
        private decimal owedUsd;
        private DateTimeOffset now = Said.Start;
        private int linesLeft;

        public Life(Entitlement first, Prices prices)
        {
            this.prices = prices;
            var bought = Present = Said.At(0, tier: first.Tier, addOns: first.AddOns);
            Paid = prices.Of(first);
            Tell(record => record.With(bought).Record);
        }

        public SubscriptionFacts Present { get; private set; }

        public SubscriptionRecord Record { get; private set; } = new() { SubscriptionId = "1" };

        /// <summary>What was and will be charged for the period, less what was credited.</summary>
        public decimal Paid { get; private set; }

        /// <summary>What the last step charged at once.</summary>
        public decimal Charged { get; private set; }

        /// <summary>What the owner has now.</summary>
        public Entitlement Has() => SubscriptionState.Of(Record, order: null, now)!.Entitlement!;

        public void Take(Step step)
        {
            now = now.AddMinutes(10);
            Charged = 0;
            linesLeft = step.DiesAfter;
            Recover();
            var theirs = Present.Entitlement with { Tier = step.To.Tier };
            if (step.Ours)
            {
                Change(step);
            }
            else if (step.Declined && Present.Entitlement.IsLessThan(theirs) && prices.Of(theirs) > prices.Of(Present.Entitlement))
            {
                Decline(theirs, step.Lost);
            }
            else
            {
                At(theirs, ChargeTerms.WithNextPayment, step.Lost);
            }

            now = now.AddMinutes(5);
        }

        /// <summary>Asks what holds, as the job does.</summary>
        public void Reconcile()
        {
            var asked = Present with { Asked = true };
            Tell(record => record.With(asked).Record);
        }

        /// <summary>The record when all of it is told again, in another order and some of it twice.</summary>
        public SubscriptionRecord Retold() =>
            told.SelectMany(step => Enumerable.Repeat(step, random.Next(1, 3))).OrderBy(_ => random.Next()).Aggregate(new SubscriptionRecord { SubscriptionId = "1" }, (record, step) => step(record));

        private void Change(Step wanted)
        {
            Reconcile();
            var note = default(ChangeNote);
            var number = 0;
            foreach (var step in ChangeStep.Of(SubscriptionState.Of(Record, order: null, now)!, wanted.To, prices.Of))
            {
                if (note is null)
                {
                    if (Dies())
                    {
                        return;
                    }

                    note = step.Note(Present, now);
                    Tell(note);
                }
                else
                {
                    // What ended before and what begins now are written at once.
                    var (ended, begun) = (note.EndedBy(Present), step.Note(Present, now));
                    var asked = Present with { Asked = true };
                    if (Dies())
                    {
                        return;
                    }

                    Tell(record => record.With(asked).Record);
                    Tell(ended);
                    Tell(begun);
                    note = begun;
                }

                if (Dies())
                {
                    return;
                }

                if (number++ == wanted.RefusedAt)
                {
                    Reconcile();
                    Tell(note.EndedBy(Present, refused: true));
                    return;
                }

                now = now.AddSeconds(1);
                At(step.To, step.Terms, wanted.Lost);
            }

            if (note is not null && !Dies())
            {
                Reconcile();
                Tell(note.EndedBy(Present));
            }
        }

        private bool Dies() => linesLeft-- <= 0;

        private void Tell(ChangeNote note) => Tell(record => record.With(note));

        private void Tell(Func<SubscriptionRecord, SubscriptionRecord> step)
        {
            told.Add(step);
            Record = step(Record);
        }

        private void At(Entitlement to, ChargeTerms terms, bool lost)
        {
            var difference = terms == ChargeTerms.NotAtAll ? 0 : prices.Of(to) - prices.Of(Present.Entitlement);
            Paid += difference;

            // What is credited is taken off what is charged.
            Charged += terms == ChargeTerms.AtOnce || difference < 0 ? difference : 0;
            Be(Present with { Tier = to.Tier, AddOns = to.AddOns, UpdatedAt = now }, lost);
        }

        // The provider says that all is in order, and then tries the card.
        private void Decline(Entitlement to, bool lost)
        {
            owedUsd = prices.Of(to) - prices.Of(Present.Entitlement);
            Be(Present with { Tier = to.Tier, UpdatedAt = now }, lost);
            now = now.AddSeconds(1);
            var failed = owed = Said.Payment((now - Said.Start).TotalHours, paid: false, first: false, forPeriod: false);
            Tell(record => record.With(failed).Record);
            now = now.AddSeconds(1);
            Be(Present with { Status = SubscriptionStatus.PastDue, UpdatedAt = now }, lost);
        }

        private void Recover()
        {
            if (owed is { } failed)
            {
                var paid = failed with { Paid = true, UpdatedAt = now };
                Tell(record => record.With(paid).Record);
                Be(Present with { Status = SubscriptionStatus.Active, UpdatedAt = now }, lost: false);
                Paid += owedUsd;
                owed = null;
                now = now.AddMinutes(10);
            }
        }

        private void Be(SubscriptionFacts present, bool lost)
        {
            Present = present;
            if (!lost)
            {
                Tell(record => record.With(present).Record);
            }
        }
    }
}
