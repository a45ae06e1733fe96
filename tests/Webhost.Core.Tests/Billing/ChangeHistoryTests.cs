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
        select new Step(ours > 0, plan, DiesAfter: dies < 8 ? dies : int.MaxValue, lost == 0, refused);

    [Fact]
    public void Nobody_has_more_than_they_paid_for_whatever_is_changed_by_whom_and_wherever_it_dies()
    {
        var lives =
            from bought in AnyPlan
            from taken in AnyStep.ListOf(6)
            select (bought, taken);
        foreach (var (first, steps) in lives.Sample(Histories, 50))
        {
            var life = new Life(first);
            foreach (var step in steps)
            {
                life.Take(step);
                life.Reconcile();

                Assert.True(Price(life.Has()) <= life.Paid, $"{first}: {string.Join("; ", steps)}: has {life.Has()} and paid {life.Paid}.");
                Assert.Equal(JsonSerializer.Serialize(life.Record), JsonSerializer.Serialize(life.Retold()));
            }
        }
    }

    [Fact]
    public void Who_changes_a_subscription_here_alone_has_exactly_what_is_paid_for()
    {
        var lives =
            from bought in AnyPlan
            from wanted in AnyPlan.ListOf(6)
            select (bought, wanted);
        foreach (var (first, plans) in lives.Sample(Histories, 50))
        {
            var life = new Life(first);
            foreach (var plan in plans)
            {
                var (had, paid) = (life.Has(), life.Paid);
                life.Take(new Step(Ours: true, plan, int.MaxValue, Lost: false, RefusedAt: int.MaxValue));

                Assert.True(Price(life.Has()) == life.Paid, $"{first}: {string.Join("; ", plans)}: has {life.Has()} and paid {life.Paid}.");
                Assert.True(life.Charged <= Math.Max(0, Price(plan) - paid), $"{first}: {string.Join("; ", plans)}: charged {life.Charged} at once.");
                Assert.True(plan == life.Present.Entitlement && (life.Has() == plan || life.Has() == had));
            }
        }
    }

    private static decimal Price(Entitlement entitlement) => entitlement.Tier switch
    {
        "starter" => 29 * (1 + entitlement.AddOns),
        "pro" => 99 + (50 * entitlement.AddOns),
        _ => 500 * (1 + entitlement.AddOns),
    };

    private sealed record Step(bool Ours, Entitlement To, int DiesAfter, bool Lost, int RefusedAt);

    /// <summary>The provider's side of a subscription, and the record that is kept of it here.</summary>
    private sealed class Life
    {
        private readonly List<Func<SubscriptionRecord, SubscriptionRecord>> told = [];
        private readonly Random random = new(7);
        private DateTimeOffset now = Said.Start;
        private int linesLeft;

        public Life(Entitlement first)
        {
            var bought = Present = Said.At(0, tier: first.Tier, addOns: first.AddOns);
            Paid = Price(first);
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
            if (step.Ours)
            {
                Change(step);
            }
            else
            {
                At(Present.Entitlement with { Tier = step.To.Tier }, ChargeTerms.WithNextPayment, step.Lost);
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
            foreach (var step in ChangeStep.Of(SubscriptionState.Of(Record, order: null, now)!, wanted.To, Price))
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
            var difference = terms == ChargeTerms.NotAtAll ? 0 : Price(to) - Price(Present.Entitlement);
            Paid += difference;

            // What is credited is taken off what is charged.
            Charged += difference;
            Present = Present with { Tier = to.Tier, AddOns = to.AddOns, UpdatedAt = now };
            var said = Present;
            if (!lost)
            {
                Tell(record => record.With(said).Record);
            }
        }
    }
}
