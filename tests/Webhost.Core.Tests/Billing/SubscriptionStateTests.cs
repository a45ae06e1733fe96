using Webhost.Contracts.Billing;
using Webhost.Core.Billing;

namespace Webhost.Core.Tests.Billing;

/// <summary>The table of docs/billing.md, line by line.</summary>
public sealed class SubscriptionStateTests
{
    private static readonly DateTimeOffset Soon = Said.Start.AddDays(2);

    [Theory]
    [InlineData(SubscriptionStatus.OnTrial, true)]
    [InlineData(SubscriptionStatus.Active, true)]
    [InlineData(SubscriptionStatus.PastDue, true)]
    [InlineData(SubscriptionStatus.Unpaid, true)]
    [InlineData(SubscriptionStatus.Paused, true)]
    [InlineData(SubscriptionStatus.Cancelled, true)]
    [InlineData(SubscriptionStatus.Expired, false)]
    public void A_plan_is_lost_when_the_subscription_expires_and_not_before(SubscriptionStatus status, bool kept)
    {
        var state = StateOf(Soon, Said.At(0), Said.At(1, status));

        Assert.Equal(kept ? new Entitlement("pro", 0) : null, state.Entitlement);
    }

    [Theory]
    [InlineData(SubscriptionStatus.PastDue)]
    [InlineData(SubscriptionStatus.Unpaid)]
    public void An_overdue_payment_costs_nothing_however_long_it_lasts_until_the_provider_gives_up(SubscriptionStatus status)
    {
        var state = StateOf(Said.Start.AddYears(1), Said.At(0), Said.At(30, SubscriptionStatus.PastDue), Said.At(40, status));

        Assert.Equal("pro", state.Entitlement?.Tier);
        Assert.Equal(Said.Start.AddHours(30), state.PastDueSince);
    }

    [Theory]
    [InlineData(SubscriptionStatus.PastDue)]
    [InlineData(SubscriptionStatus.Unpaid)]
    [InlineData(SubscriptionStatus.Cancelled)]
    [InlineData(SubscriptionStatus.Paused)]
    public void A_larger_plan_whose_payment_failed_is_not_had_before_it_is_paid(SubscriptionStatus after)
    {
        SubscriptionFacts[] said = [Said.At(0, tier: "starter"), Said.At(1, SubscriptionStatus.PastDue, "enterprise"), Said.At(2, after, "enterprise")];

        Assert.Equal("starter", StateOf(Soon, said).Entitlement?.Tier);
        Assert.Equal("enterprise", StateOf(Soon, [.. said, Said.At(3, tier: "enterprise")]).Entitlement?.Tier);
    }

    [Fact]
    public void A_larger_plan_whose_payment_failed_is_not_had_although_the_provider_said_first_that_all_was_in_order()
    {
        var note = Said.Change(0, 1, "starter") with { PaidUntil = null };
        var changed = Said.Record(Said.At(0, tier: "starter"), Said.At(1, tier: "enterprise"), Said.At(1.1, SubscriptionStatus.PastDue, "enterprise")).With(note).With(Said.Payment(0)).Record;
        var failed = changed.With(Said.Payment(1, paid: false, first: false, forPeriod: false)).Record;
        var later = failed.With(Said.Payment(24 * 30, paid: false, first: false)).Record;

        Assert.Equal("starter", SubscriptionState.Of(failed, order: null, Soon)!.Entitlement?.Tier);
        Assert.Equal("enterprise", SubscriptionState.Of(failed.With(Said.At(2, tier: "enterprise")).Record, order: null, Soon)!.Entitlement?.Tier);
        Assert.Equal("enterprise", SubscriptionState.Of(later, order: null, Soon)!.Entitlement?.Tier);
    }

    [Theory]
    [InlineData(SubscriptionStatus.PastDue)]
    [InlineData(SubscriptionStatus.Unpaid)]
    [InlineData(SubscriptionStatus.Cancelled)]
    public void A_larger_plan_that_the_customer_chose_at_the_provider_is_not_had_before_it_is_paid_although_all_was_said_to_be_in_order(SubscriptionStatus after)
    {
        var failed = Said.Payment(1.01, paid: false, first: false, forPeriod: false);
        var record = Said.Record(Said.At(0, tier: "starter"), Said.At(1, tier: "pro"), Said.At(1.02, SubscriptionStatus.PastDue, "pro"), Said.At(30, after, "pro")).With(Said.Payment(0)).Record.With(failed).Record;
        var ofRenewal = record.With(failed with { ForPeriod = true, UpdatedAt = failed.UpdatedAt.AddHours(1) }).Record;
        var muchLater = record.With(failed with { CreatedAt = failed.CreatedAt.AddMinutes(5), UpdatedAt = failed.UpdatedAt.AddHours(1) }).Record;

        Assert.Equal("starter", SubscriptionState.Of(record, order: null, Soon)!.Entitlement?.Tier);
        Assert.Equal("pro", SubscriptionState.Of(record.With(Said.At(40, tier: "pro")).Record, order: null, Soon)!.Entitlement?.Tier);
        Assert.Equal("pro", SubscriptionState.Of(ofRenewal, order: null, Soon)!.Entitlement?.Tier);
        Assert.Equal("pro", SubscriptionState.Of(muchLater, order: null, Soon)!.Entitlement?.Tier);
    }

    [Fact]
    public void What_was_kept_before_a_larger_plan_that_could_not_be_charged_is_kept_on()
    {
        var record = Said.Record(Said.At(0), Said.At(1, tier: "starter"), Said.At(2, tier: "enterprise"), Said.At(2.01, SubscriptionStatus.PastDue, "enterprise"))
            .With(Said.Change(0, 1)).With(Said.Payment(2, paid: false, first: false, forPeriod: false)).Record;

        Assert.Equal((new Entitlement("pro", 0), new Entitlement("starter", 0)), SubscriptionState.Of(record, order: null, Soon) is var state ? (state!.Entitlement, state.Next) : default);
        Assert.Equal("starter", SubscriptionState.Of(record, order: null, Said.Renewal)!.Entitlement?.Tier);
    }

    [Fact]
    public void Of_a_change_in_two_steps_what_the_first_charged_is_had_although_the_second_could_not_be_charged()
    {
        var note = Said.Change(1, 1, "pro") with { PaidUntil = null };
        var failed = Said.Record(Said.At(0, tier: "starter"), Said.At(1, SubscriptionStatus.PastDue, "pro", addOns: 2)).With(note);

        Assert.Equal(new Entitlement("pro", 0), SubscriptionState.Of(failed, order: null, Soon)!.Entitlement);
    }

    [Fact]
    public void A_payment_that_is_recovered_is_overdue_no_more()
    {
        var state = StateOf(Soon, Said.At(0), Said.At(30, SubscriptionStatus.PastDue), Said.At(40));

        Assert.Null(state.PastDueSince);
    }

    [Fact]
    public void A_cancelled_plan_lasts_until_it_ends()
    {
        SubscriptionFacts[] said = [Said.At(0), Said.At(1, SubscriptionStatus.Cancelled)];

        Assert.Equal(("pro", Said.Renewal), (StateOf(Said.Renewal.AddSeconds(-1), said).Entitlement?.Tier, StateOf(Soon, said).ChangesAt));
        Assert.Null(StateOf(Said.Renewal, said).Entitlement);
        Assert.Null(StateOf(Said.Renewal, said).ChangesAt);
    }

    [Fact]
    public void A_cancelled_plan_that_is_resumed_goes_on()
    {
        var state = StateOf(Said.Renewal.AddDays(1), Said.At(0), Said.At(1, SubscriptionStatus.Cancelled), Said.At(2) with { RenewsAt = Said.Renewal.AddMonths(1) });

        Assert.Equal("pro", state.Entitlement?.Tier);
    }

    [Fact]
    public void A_larger_plan_counts_at_once()
    {
        var state = StateOf(Soon, Said.At(0, tier: "starter"), Said.At(1, tier: "pro", addOns: 2));

        Assert.Equal(new Entitlement("pro", 2), state.Entitlement);
        Assert.Null(state.Next);
    }

    [Fact]
    public void A_smaller_plan_follows_when_what_was_paid_for_ends()
    {
        var record = Said.Record(Said.At(0, addOns: 3), Said.At(1, tier: "starter")).With(Said.Change(0, 1, addOns: 3));

        var before = SubscriptionState.Of(record, order: null, Said.Renewal.AddSeconds(-1))!;
        var after = SubscriptionState.Of(record, order: null, Said.Renewal)!;

        Assert.Equal((new Entitlement("pro", 3), new Entitlement("starter", 0), Said.Renewal), (before.Entitlement, before.Next, before.NextAt));
        Assert.Equal((Said.Renewal, new Entitlement("starter", 0), null, null), (before.ChangesAt, after.Entitlement, after.Next, after.ChangesAt));
    }

    [Fact]
    public void Fewer_add_ons_follow_when_what_was_paid_for_ends()
    {
        var record = Said.Record(Said.At(0, addOns: 3), Said.At(1, addOns: 1)).With(Said.Change(0, 1, addOns: 3));

        Assert.Equal((3L, 1L), (SubscriptionState.Of(record, order: null, Soon)!.Entitlement!.AddOns, SubscriptionState.Of(record, order: null, Said.Renewal)!.Entitlement!.AddOns));
    }

    [Fact]
    public void Two_steps_down_keep_what_was_paid_for_and_a_step_up_again_ends_the_wait()
    {
        var down = Said.Record(Said.At(0, tier: "enterprise"), Said.At(1, tier: "pro"), Said.At(2, tier: "starter")).With(Said.Change(0, 1, "enterprise")).With(Said.Change(1, 2, "enterprise"));
        var part = down.With(Said.At(3, tier: "pro")).Record;

        Assert.Equal(("enterprise", "starter"), (SubscriptionState.Of(down, order: null, Soon)!.Entitlement!.Tier, SubscriptionState.Of(down, order: null, Soon)!.Next!.Tier));
        Assert.Equal(("enterprise", "pro"), (SubscriptionState.Of(part, order: null, Soon)!.Entitlement!.Tier, SubscriptionState.Of(part, order: null, Soon)!.Next!.Tier));
        Assert.Null(SubscriptionState.Of(part.With(Said.At(4, tier: "enterprise")).Record, order: null, Soon)!.Next);
    }

    [Fact]
    public void What_somebody_else_changes_to_less_is_credited_there_and_holds_at_once()
    {
        var alone = Said.Record(Said.At(0, tier: "enterprise"), Said.At(1, tier: "starter"));
        var afterOurs = Said.Record(Said.At(0, tier: "enterprise"), Said.At(1, tier: "pro"), Said.At(2, tier: "starter")).With(Said.Change(0, 1, "enterprise"));

        Assert.Equal(("starter", null), (SubscriptionState.Of(alone, order: null, Soon)!.Entitlement!.Tier, SubscriptionState.Of(alone, order: null, Soon)!.Next));
        Assert.Equal(("starter", null), (SubscriptionState.Of(afterOurs, order: null, Soon)!.Entitlement!.Tier, SubscriptionState.Of(afterOurs, order: null, Soon)!.Next));
    }

    [Fact]
    public void A_change_whose_answer_never_came_is_known_by_its_time_and_any_later_one_is_somebody_elses()
    {
        var begun = Said.Record(Said.At(0)).With(Said.Change(0, changed: null) with { NotedAt = Said.Start.AddHours(5) });

        Assert.Equal("pro", SubscriptionState.Of(begun.With(Said.At(5.01, tier: "starter")).Record, order: null, Soon)!.Entitlement!.Tier);
        Assert.Equal("starter", SubscriptionState.Of(begun.With(Said.At(6, tier: "starter")).Record, order: null, Soon)!.Entitlement!.Tier);
    }

    [Fact]
    public void What_is_credited_on_the_way_to_more_is_kept_only_while_the_change_is_under_way()
    {
        var note = Said.Change(0, changed: null, addOns: 5) with { PaidUntil = null, NotedAt = Said.Start.AddHours(1) };
        var record = Said.Record(Said.At(0, addOns: 5), Said.At(1)).With(note);

        Assert.Equal(5, SubscriptionState.Of(record, order: null, Said.Start.AddHours(1).AddMinutes(1))!.Entitlement!.AddOns);
        Assert.Equal(0, SubscriptionState.Of(record, order: null, Said.Start.AddHours(1).AddMinutes(4))!.Entitlement!.AddOns);
        Assert.Equal(0, SubscriptionState.Of(record.With(note with { ChangedAt = Said.Start.AddHours(1) }), order: null, Said.Start.AddHours(1).AddMinutes(1))!.Entitlement!.AddOns);
    }

    [Fact]
    public void A_plan_that_was_not_paid_for_is_not_kept_after_a_step_down()
    {
        Assert.Equal("starter", StateOf(Soon, Said.At(0, SubscriptionStatus.PastDue), Said.At(1, tier: "starter")).Entitlement!.Tier);
        Assert.Equal("starter", StateOf(Soon, Said.At(0, SubscriptionStatus.OnTrial), Said.At(1, tier: "starter")).Entitlement!.Tier);
    }

    [Fact]
    public void A_pause_for_free_leaves_the_plan_on_and_another_ends_it_with_what_was_paid_for()
    {
        SubscriptionFacts[] free = [Said.At(0), Said.At(1, SubscriptionStatus.Paused) with { PausedForFree = true }];
        SubscriptionFacts[] away = [Said.At(0), Said.At(1, SubscriptionStatus.Paused) with { RenewsAt = Said.Renewal.AddMonths(3) }];

        Assert.Equal("pro", StateOf(Said.Renewal.AddYears(1), free).Entitlement?.Tier);
        Assert.Equal(("pro", Said.Renewal), (StateOf(Soon, away).Entitlement?.Tier, StateOf(Soon, away).ChangesAt));
        Assert.Null(StateOf(Said.Renewal, away).Entitlement);
        Assert.Equal("pro", StateOf(Said.Renewal, [.. away, Said.At(2)]).Entitlement?.Tier);
    }

    [Fact]
    public void A_pause_that_skipped_a_payment_leaves_nothing_to_a_cancellation_and_nothing_until_the_next_payment_when_it_is_over()
    {
        var next = Said.Renewal.AddMonths(1);
        SubscriptionFacts[] skipped = [Said.At(0), Said.At(1, SubscriptionStatus.Paused), Said.At(24 * 31, SubscriptionStatus.Paused) with { RenewsAt = next }];
        SubscriptionFacts cancelled = Said.At(24 * 32, SubscriptionStatus.Cancelled) with { RenewsAt = next, EndsAt = next }, again = Said.At(24 * 32) with { RenewsAt = next };
        var paid = Said.Record([.. skipped, again]).With(Said.Payment(0)).Record.With(Said.Payment((Said.Renewal - Said.Start).TotalHours, first: false)).Record;

        Assert.Equal((null, Said.Renewal), StateOf(again.UpdatedAt, [.. skipped, cancelled]) is var ended ? (ended.Entitlement, ended.EndsAt) : default);
        Assert.Equal((null, next, next), StateOf(again.UpdatedAt, [.. skipped, again]) is var waits ? (waits.Entitlement, waits.PlanBeginsAt, waits.ChangesAt) : default);
        Assert.Equal("pro", StateOf(next, [.. skipped, again]).Entitlement?.Tier);
        Assert.Equal("pro", StateOf(again.UpdatedAt, [.. skipped, again with { RenewsAt = next.AddMonths(1) }]).Entitlement?.Tier);
        Assert.Equal("pro", SubscriptionState.Of(paid, order: null, again.UpdatedAt)!.Entitlement?.Tier);
        Assert.Equal("pro", StateOf(again.UpdatedAt, [.. skipped.Select(said => said with { PausedForFree = true }), again]).Entitlement?.Tier);
        Assert.Equal("pro", StateOf(again.UpdatedAt, [.. skipped, again with { UsageBased = true }]).Entitlement?.Tier);
    }

    [Fact]
    public void A_pause_in_a_trial_ends_the_plan_with_the_trial_however_many_periods_it_skips()
    {
        var trialEnds = Said.Start.AddDays(14);
        var trial = Said.At(0, SubscriptionStatus.OnTrial) with { TrialEndsAt = trialEnds, RenewsAt = trialEnds };
        SubscriptionFacts[] paused = [Said.At(1, SubscriptionStatus.Paused) with { RenewsAt = trialEnds }, Said.At(24 * 14, SubscriptionStatus.Paused) with { RenewsAt = trialEnds.AddMonths(1) }];

        foreach (var said in new SubscriptionFacts[][] { [trial, .. paused], paused })
        {
            Assert.Equal("pro", StateOf(Soon, said).Entitlement?.Tier);
            Assert.Null(StateOf(trialEnds, said).Entitlement);
        }
    }

    [Fact]
    public void A_full_refund_of_the_present_period_ends_the_plan_whatever_else_is_said()
    {
        var byInvoice = Said.Record(Said.At(0)).With(Said.Payment(0, refunded: true, updated: 5)).Record;
        var byOrder = Said.Record(Said.At(0)).With(Said.Payment(0)).Record;

        Assert.Null(SubscriptionState.Of(byInvoice, order: null, Soon)!.Entitlement);
        Assert.Equal(Said.Start.AddHours(5), SubscriptionState.Of(byInvoice, order: null, Soon)!.RefundedAt);
        Assert.Null(SubscriptionState.Of(byOrder, OrderOf(Said.Order(5, refunded: true)), Soon)!.Entitlement);
    }

    [Fact]
    public void A_refund_of_a_period_that_is_over_of_a_change_or_of_a_part_ends_nothing()
    {
        var renewed = Said.At(24 * 31) with { RenewsAt = Said.Renewal.AddMonths(1) };
        var later = Said.Record(Said.At(0), renewed).With(Said.Payment(0, refunded: true, updated: 24 * 32)).Record.With(Said.Payment(24 * 31, first: false)).Record;
        var lost = Said.Record(Said.At(0), renewed).With(Said.Payment(0)).Record;
        var change = Said.Record(Said.At(0)).With(Said.Payment(0)).Record.With(Said.Payment(1, refunded: true, first: false, forPeriod: false)).Record;
        var part = Said.Record(Said.At(0)).With(Said.Payment(0) with { RefundedAt = Said.Start.AddHours(5) }).Record;

        Assert.NotNull(SubscriptionState.Of(later, OrderOf(Said.Order(24 * 32, refunded: true)), Soon)!.Entitlement);
        Assert.NotNull(SubscriptionState.Of(lost, OrderOf(Said.Order(24 * 32, refunded: true)), Soon)!.Entitlement);
        Assert.NotNull(SubscriptionState.Of(change, order: null, Soon)!.Entitlement);
        Assert.NotNull(SubscriptionState.Of(part, OrderOf(Said.Order(5) with { RefundedAt = Said.Start.AddHours(5) }), Soon)!.Entitlement);
    }

    [Fact]
    public void A_payment_after_a_refund_brings_the_plan_back()
    {
        var record = Said.Record(Said.At(0)).With(Said.Payment(0, refunded: true)).Record.With(Said.Payment(24 * 30, first: false)).Record;

        Assert.Equal("pro", SubscriptionState.Of(record, OrderOf(Said.Order(5, refunded: true)), Soon)!.Entitlement?.Tier);
    }

    [Theory]
    [InlineData(SubscriptionStatus.Active, false)]
    [InlineData(SubscriptionStatus.Cancelled, false)]
    [InlineData(SubscriptionStatus.Paused, true)]
    public void A_renewal_brings_the_plan_back_also_when_its_payment_was_never_told_and_a_pause_does_not(SubscriptionStatus status, bool over)
    {
        var refunded = Said.Record(Said.At(0)).With(Said.Payment(0, refunded: true, updated: 5)).Record;
        var later = Said.At(24 * 31, status) with { RenewsAt = Said.Renewal.AddMonths(1), EndsAt = status == SubscriptionStatus.Cancelled ? Said.Renewal.AddMonths(1) : null, PausedForFree = true };
        var state = SubscriptionState.Of(refunded.With(later).Record, OrderOf(Said.Order(5, refunded: true)), Said.Start.AddDays(32))!;

        Assert.Equal((over ? null : "pro", over), (state.Entitlement?.Tier, state.RefundedAt is not null));
    }

    [Fact]
    public void Payments_alone_say_nothing_of_where_a_subscription_stands() =>
        Assert.Null(SubscriptionState.Of(new SubscriptionRecord { SubscriptionId = "1" }.With(Said.Payment(0)).Record, order: null, Soon));

    private static OrderRecord OrderOf(OrderFacts facts) => new() { OrderId = facts.OrderId, Facts = facts };

    private static SubscriptionState StateOf(DateTimeOffset now, params IEnumerable<SubscriptionFacts> said) => SubscriptionState.Of(Said.Record(said), order: null, now)!;
}
