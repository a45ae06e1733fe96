using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Webhost.Contracts.Billing;
using Webhost.Core.Billing;

namespace Webhost.Core.Tests.Billing;

public sealed class SubscriptionMergeTests
{
    private const int Histories = 300;
    private const int Orders = 5;

    private static readonly Gen<SubscriptionFacts> AnyStatement =
        from hour in Gen.Choose(0, 60)
        from status in Gen.Elements(Enum.GetValues<SubscriptionStatus>().Where(status => status != SubscriptionStatus.None))
        from tier in Gen.Elements("starter", "pro", "enterprise")
        from addOns in Gen.Choose(0, 2)
        from asked in Gen.Choose(0, 5)
        select Said.At(hour, status, tier, addOns) with { Asked = asked == 0 };

    private static readonly Gen<PaymentFacts> AnyPayment =
        from invoice in Gen.Choose(0, 3)
        from hour in Gen.Choose(0, 20)
        from kind in Gen.Choose(0, 3)
        select Said.Payment(invoice * 24, refunded: kind == 0, paid: kind != 3, first: invoice == 0, updated: hour);

    private static readonly Gen<ChangeNote> AnyChange =
        from hour in Gen.Choose(0, 20)
        from length in Gen.Choose(0, 3)
        from tier in Gen.Elements("starter", "pro", "enterprise")
        select Said.Change(hour, hour + length, tier) with { NotedAt = Said.Start.AddHours(hour) };

    [Fact]
    public void Whatever_the_order_and_the_repeats_the_record_is_the_same()
    {
        var random = new Random(5);
        var histories =
            from said in AnyStatement.ListOf(45)
            from paid in AnyPayment.ListOf(12)
            from changes in AnyChange.ListOf(6)
            select (said, paid, changes);
        foreach (var (said, paid, changes) in histories.Sample(Histories, 50))
        {
            // The provider says one thing of one moment when it is asked.
            var statements = said.GroupBy(facts => (facts.UpdatedAt, facts.Asked)).SelectMany(group => group.Key.Asked ? group.Take(1) : group).ToArray();
            var first = Shuffled(random, statements, paid, changes);

            for (var order = 0; order < Orders; order++)
            {
                Assert.Equal(JsonSerializer.Serialize(first), JsonSerializer.Serialize(Shuffled(random, statements, paid, changes)));
            }
        }
    }

    [Fact]
    public void An_older_statement_never_decides_where_a_subscription_stands()
    {
        var known = Said.Record(Said.At(0), Said.At(10, SubscriptionStatus.Expired));

        var (record, outcome) = known.With(Said.At(5, tier: "enterprise"));

        Assert.Equal(MergeOutcome.Superseded, outcome);
        Assert.Null(SubscriptionState.Of(record, order: null, Said.Start.AddDays(1))!.Entitlement);
    }

    [Fact]
    public void A_change_to_less_is_known_for_ours_in_whatever_order_it_is_told()
    {
        var (record, outcome) = Said.Record(Said.At(10, tier: "starter")).With(Said.Change(0, 10)).With(Said.At(0, tier: "pro"));

        Assert.Equal(MergeOutcome.Superseded, outcome);
        Assert.Equal("pro", SubscriptionState.Of(record, order: null, Said.Start.AddDays(1))!.Entitlement?.Tier);
        Assert.Equal("starter", SubscriptionState.Of(record, order: null, Said.Renewal)!.Entitlement?.Tier);
    }

    [Fact]
    public void The_end_of_a_change_stays_known_and_only_the_newest_changes_are_kept()
    {
        var ended = Said.Record(Said.At(0)).With(Said.Change(0, 1)).With(Said.Change(0, 1) with { ChangedAt = null });
        var many = Enumerable.Range(0, 50).Aggregate(ended, (record, hour) => record.With(Said.Change(hour, hour)));

        Assert.Equal(Said.Start.AddHours(1), Assert.Single(ended.Changes).ChangedAt);
        Assert.Equal((16, Said.Start.AddHours(49)), (many.Changes.Count, many.Changes[^1].NotedAt));
    }

    [Fact]
    public void The_same_said_again_is_no_news()
    {
        var known = Said.Record(Said.At(0));

        var (record, outcome) = known.With(Said.At(0));

        Assert.Equal((MergeOutcome.Applied, true), (outcome, ReferenceEquals(known, record)));
    }

    [Fact]
    public void Two_statements_for_one_moment_are_contested_until_the_provider_is_asked()
    {
        var known = Said.Record(Said.At(0), Said.At(5));

        var (contested, outcome) = known.With(Said.At(5, SubscriptionStatus.Cancelled));
        var (settled, asked) = contested.With(Said.At(5, SubscriptionStatus.Cancelled) with { Asked = true });

        Assert.Equal((MergeOutcome.Contested, MergeOutcome.Applied), (outcome, asked));
        Assert.Equal(MergeOutcome.Contested, contested.With(Said.At(5)).Outcome);
        Assert.Equal(MergeOutcome.Contested, contested.With(Said.At(5, SubscriptionStatus.Cancelled)).Outcome);
        Assert.Equal(SubscriptionStatus.Cancelled, settled.Newest!.Status);
        Assert.Equal(MergeOutcome.Contested, settled.With(Said.At(5)).Outcome);
        Assert.Equal(SubscriptionStatus.Cancelled, settled.With(Said.At(5)).Record.Newest!.Status);
    }

    [Fact]
    public void A_long_life_keeps_its_newest_part()
    {
        var often = Said.Record(Enumerable.Range(0, 500).Select(hour => Said.At(hour)));
        var forLong = Said.Record(Enumerable.Range(0, 100).Select(month => Said.At(month * 24 * 30)));

        Assert.Equal((256, 32), (often.History.Count, forLong.History.Count));
        Assert.Equal(Said.Start.AddHours(499), often.Newest!.UpdatedAt);
    }

    [Fact]
    public void However_much_is_said_since_what_is_paid_for_is_kept_and_an_overdue_payment_stays_as_old_as_it_is()
    {
        var smaller = Said.Record([Said.At(0), Said.At(1, tier: "starter"), .. Enumerable.Range(2, 60).Select(hour => Said.At(hour, tier: "starter"))]).With(Said.Change(0, 1));
        var overdue = Said.Record([Said.At(0), .. Enumerable.Range(1, 60).Select(hour => Said.At(hour, SubscriptionStatus.PastDue))]);

        Assert.Equal("pro", SubscriptionState.Of(smaller, order: null, Said.Start.AddDays(5))!.Entitlement?.Tier);
        Assert.Equal(Said.Start.AddHours(1), SubscriptionState.Of(overdue, order: null, Said.Start.AddDays(5))!.PastDueSince);
    }

    [Fact]
    public void However_often_a_plan_is_changed_within_a_period_the_payment_of_the_period_can_be_given_back()
    {
        var record = Enumerable.Range(1, 40).Aggregate(Said.Record(Said.At(0)).With(Said.Payment(0)).Record, (known, hour) => known.With(Said.Payment(hour, forPeriod: false, first: false)).Record);

        var refunded = record.With(Said.Payment(0, refunded: true, updated: 50)).Record;

        Assert.NotNull(SubscriptionState.Of(refunded, order: null, Said.Start.AddDays(5))!.RefundedAt);
    }

    private static SubscriptionRecord Shuffled(Random random, SubscriptionFacts[] said, IEnumerable<PaymentFacts> paid, IEnumerable<ChangeNote> changes)
    {
        var steps = said.Select(facts => (Func<SubscriptionRecord, SubscriptionRecord>)(record => record.With(facts).Record))
            .Concat(paid.Select(payment => (Func<SubscriptionRecord, SubscriptionRecord>)(record => record.With(payment).Record)))
            .Concat(changes.SelectMany(change => new[] { change with { ChangedAt = null }, change }).Select(change => (Func<SubscriptionRecord, SubscriptionRecord>)(record => record.With(change))))
            .SelectMany(step => Enumerable.Repeat(step, random.Next(1, 4)))
            .OrderBy(_ => random.Next());
        return steps.Aggregate(new SubscriptionRecord { SubscriptionId = "1" }, (record, step) => step(record));
    }
}
