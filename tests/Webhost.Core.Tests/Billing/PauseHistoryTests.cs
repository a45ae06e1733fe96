using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Webhost.Contracts.Billing;
using Webhost.Core.Billing;

namespace Webhost.Core.Tests.Billing;

/// <summary>Generated lives of a subscription over months: it renews, is paused with and without the service, goes on, is cancelled and resumed, with statements that are lost, repeated and told in any order.</summary>
public sealed class PauseHistoryTests
{
    private const int Histories = 2000;

    private static readonly Gen<Step> AnyStep =
        from days in Gen.Choose(0, 45)
        from minutes in Gen.Choose(1, 1_439)
        from act in Gen.Elements("none", "pause", "pause", "pauseForFree", "unpause", "unpause", "cancel", "resume")
        from lost in Gen.Elements(true, false)
        select new Step(TimeSpan.FromDays(days) + TimeSpan.FromMinutes(minutes), act, lost);

    [Fact]
    public void The_plan_is_had_while_it_is_paid_for_or_given_for_free_and_at_no_other_time()
    {
        foreach (var steps in AnyStep.ListOf(8).Sample(Histories, 50))
        {
            var life = new Life();
            foreach (var step in steps)
            {
                life.Take(step);
                foreach (var (time, had) in life.Truth())
                {
                    Assert.True(life.HasAt(time) == had, $"{string.Join("; ", steps)}: at {time:O} {(had ? "it was paid for" : "nothing was paid for")}, after {step}.");
                }

                Assert.Equal(JsonSerializer.Serialize(life.Record), JsonSerializer.Serialize(life.Retold()));
            }
        }
    }

    private sealed record Step(TimeSpan After, string Act, bool Lost);

    private sealed class Life
    {
        private readonly List<Func<SubscriptionRecord, SubscriptionRecord>> told = [];
        private readonly Random random = new(7);
        private SubscriptionFacts present = Said.At(0);
        private DateTimeOffset now = Said.Start;
        private DateTimeOffset paidUntil = Said.Renewal;
        private bool? pausedForFree;
        private int payments;

        public Life()
        {
            Pay();
            Reconcile();
        }

        public SubscriptionRecord Record { get; private set; } = new() { SubscriptionId = "1" };

        public bool HasAt(DateTimeOffset time) => SubscriptionState.Of(Record, order: null, time)!.Entitlement is not null;

        /// <summary>What is true at some moments until something happens next.</summary>
        public IEnumerable<(DateTimeOffset Time, bool Had)> Truth()
        {
            var next = (present.Status == SubscriptionStatus.Cancelled ? present.EndsAt : present.RenewsAt)!.Value;
            DateTimeOffset[] moments = [now, paidUntil.AddSeconds(-1), paidUntil, next.AddSeconds(-1)];
            return moments.Where(time => time >= now && time < next).Select(time => (time, present.Status != SubscriptionStatus.Expired && (time < paidUntil || (present.Status == SubscriptionStatus.Paused && pausedForFree == true))));
        }

        public void Take(Step step)
        {
            var until = now + step.After;
            while (present.Status != SubscriptionStatus.Expired && (present.Status == SubscriptionStatus.Cancelled ? present.EndsAt : present.RenewsAt) is { } next && next <= until)
            {
                now = next;
                Turn(next, step.Lost);
            }

            now = until;
            Reconcile();
            Act(step);
            Reconcile();
        }

        /// <summary>The record when all of it is told again, in another order and some of it twice.</summary>
        public SubscriptionRecord Retold() =>
            told.SelectMany(step => Enumerable.Repeat(step, random.Next(1, 3))).OrderBy(_ => random.Next()).Aggregate(new SubscriptionRecord { SubscriptionId = "1" }, (record, step) => step(record));

        private void Turn(DateTimeOffset at, bool lost)
        {
            if (present.Status == SubscriptionStatus.Cancelled)
            {
                Be(present with { Status = SubscriptionStatus.Expired }, lost);
                return;
            }

            // Periods that a pause skips are paid for by nobody, or given.
            var next = at.AddMonths(1);
            if (present.Status == SubscriptionStatus.Active)
            {
                Pay();
            }

            paidUntil = present.Status == SubscriptionStatus.Active || pausedForFree == true ? next : paidUntil;
            Be(present with { RenewsAt = next }, lost);
        }

        private void Act(Step step)
        {
            switch (step.Act, present.Status)
            {
                case ("pause" or "pauseForFree", SubscriptionStatus.Active):
                    pausedForFree = step.Act == "pauseForFree";
                    paidUntil = pausedForFree == true ? present.RenewsAt!.Value : paidUntil;
                    Be(present with { Status = SubscriptionStatus.Paused, PausedForFree = pausedForFree == true }, step.Lost);
                    break;
                case ("unpause", SubscriptionStatus.Paused):
                    pausedForFree = null;
                    Be(present with { Status = SubscriptionStatus.Active, PausedForFree = false }, step.Lost);
                    break;
                case ("cancel", SubscriptionStatus.Active or SubscriptionStatus.Paused):
                    Be(present with { Status = SubscriptionStatus.Cancelled, EndsAt = present.RenewsAt }, step.Lost);
                    break;
                case ("resume", SubscriptionStatus.Cancelled):
                    Be(present with { Status = pausedForFree is null ? SubscriptionStatus.Active : SubscriptionStatus.Paused, EndsAt = null }, step.Lost);
                    break;
                default:
                    break;
            }
        }

        private void Pay()
        {
            var payment = Said.Payment((now - Said.Start).TotalHours, first: payments++ == 0);
            Tell(record => record.With(payment).Record);
        }

        private void Reconcile()
        {
            var asked = present with { Asked = true };
            Tell(record => record.With(asked).Record);
        }

        private void Be(SubscriptionFacts facts, bool lost)
        {
            present = facts with { UpdatedAt = now > facts.UpdatedAt ? now : facts.UpdatedAt.AddSeconds(1) };
            var said = present;
            if (!lost)
            {
                Tell(record => record.With(said).Record);
            }
        }

        private void Tell(Func<SubscriptionRecord, SubscriptionRecord> step)
        {
            told.Add(step);
            Record = step(Record);
        }
    }
}
