using Webhost.Contracts.Billing;
using Webhost.Core.Billing;

namespace Webhost.Core.Tests.Billing;

public sealed class AccountStateTests
{
    private static readonly TimeSpan Grace = TimeSpan.FromDays(7);

    [Fact]
    public void An_account_without_subscriptions_is_free()
    {
        var account = AccountState.Of([], Grace);

        Assert.Equal(("free", 0L, null, null, null), (account.Tier, account.AddOns, account.Anchor, account.GraceEndsAt, account.Subscription));
    }

    [Fact]
    public void The_best_of_several_subscriptions_counts_so_that_another_one_can_end_without_harm()
    {
        var account = AccountState.Of([StateOf(Said.At(0, addOns: 1)), StateOf(Said.At(9, SubscriptionStatus.Expired, "enterprise", id: "2")), StateOf(Said.At(3, tier: "starter", id: "3"))], Grace);

        Assert.Equal(("pro", 1L, "1"), (account.Tier, account.AddOns, account.Subscription!.Facts.SubscriptionId));
        Assert.Equal((Said.Start, new DateTimeOffset(2026, 11, 24, 9, 0, 0, TimeSpan.Zero)), (account.Anchor, account.Since));
    }

    [Fact]
    public void An_account_whose_subscriptions_are_over_is_free_again_shows_the_newest_and_goes_on_in_its_periods()
    {
        var account = AccountState.Of([StateOf(Said.At(0, SubscriptionStatus.Expired) with { CreatedAt = Said.Start.AddDays(-60) }), StateOf(Said.At(1, SubscriptionStatus.Expired, id: "2"))], Grace);

        Assert.Equal(("free", "2"), (account.Tier, account.Subscription!.Facts.SubscriptionId));
        Assert.Equal((Said.Start, new DateTimeOffset(2026, 11, 24, 9, 0, 0, TimeSpan.Zero)), (account.Anchor, account.Since));
    }

    [Theory]
    [InlineData(SubscriptionStatus.PastDue, 1)]
    [InlineData(SubscriptionStatus.Cancelled, 0)]
    public void Of_two_of_the_same_size_the_one_that_is_paid_and_goes_on_counts_although_the_other_is_newer(SubscriptionStatus other, int others)
    {
        var newer = Said.At(3, other, id: "2") with { CreatedAt = Said.Start.AddHours(2), EndsAt = Said.Renewal };

        var account = AccountState.Of([StateOf(Said.At(0)), StateOf(newer)], Grace);

        Assert.Equal(("1", null, others), (account.Subscription!.Facts.SubscriptionId, account.GraceEndsAt, account.Others));
        Assert.Equal(others > 0, SubscriptionOutlook.Of(account, Said.Start.AddDays(3)).Contains("you pay for 1 other subscription:", StringComparison.Ordinal));
        Assert.Equal(("2", 0), (AccountState.Of([StateOf(newer)], Grace) is var alone ? (alone.Subscription!.Facts.SubscriptionId, alone.Others) : default));
    }

    [Fact]
    public void Grace_begins_when_the_payment_fails() =>
        Assert.Equal(Said.Start.AddHours(30) + Grace, AccountState.Of([StateOf(Said.At(0), Said.At(30, SubscriptionStatus.PastDue), Said.At(60, SubscriptionStatus.Unpaid))], Grace).GraceEndsAt);

    private static SubscriptionState StateOf(params SubscriptionFacts[] said) => SubscriptionState.Of(Said.Record(said), order: null, Said.Start.AddDays(3))!;
}
