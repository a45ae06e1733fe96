using Webhost.Contracts.Billing;
using Webhost.Core.Billing;
using Webhost.Core.Results;
using Webhost.Core.Tests.Doubles;
using Webhost.Core.Tests.UsageReports;
using Webhost.Core.Users;

namespace Webhost.Core.Tests.Billing;

[Collection(AzuriteCollection.Name)]
public sealed class UsageReportingTests(AzuriteFixture azurite) : PurchaseTest(azurite)
{
    private User user = null!;
    private SubscriptionFacts facts = null!;
    private string item = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();

        // To the middle of an hour of a day in the middle of a month, so that hours and days forward stay in the same one.
        var today = world.Clock.GetUtcNow().UtcDateTime;
        world.Clock.Advance(new DateTime(today.Year, today.Month, 1, 0, 0, 0, DateTimeKind.Utc).AddMonths(1).AddDays(9).AddHours(6).AddMinutes(41) - today);

        // They begin by the clock.
        purchases = new Purchases(world);
        world.Billing.Metered.Add("pro");
        user = await purchases.NewUserAsync();
        var id = Purchases.NewId();
        facts = purchases.Facts(id) with { UsageBased = true, ItemId = $"item-{id}" };
        item = facts.ItemId!;
        await purchases.ReceiveAsync(Purchases.Event(facts, await purchases.ClaimAsync(user)));
    }

    [Fact]
    public async Task The_total_is_set_once_a_day()
    {
        await UseAsync(1_500);
        await RunAsync();
        await RunAsync();
        Assert.Equal([2], Reported());

        await UseAsync(900_000);
        world.Clock.Advance(TimeSpan.FromHours(3));
        await RunAsync();
        Assert.Equal([2], Reported());

        world.Clock.Advance(TimeSpan.FromDays(1));
        await RunAsync();
        Assert.Equal([2, 900], Reported());
    }

    [Fact]
    public async Task A_report_that_failed_is_sent_again_with_the_total_of_then()
    {
        await UseAsync(1_000);
        world.Billing.Trouble = new Failure.Unavailable("away");
        await Assert.ThrowsAsync<AggregateException>(() => world.Get<UsageReporting>().RunAsync(default));

        world.Billing.Trouble = null;
        await UseAsync(3_000);
        await RunAsync();

        Assert.Equal([3], Reported());
    }

    [Fact]
    public async Task While_the_period_ends_every_change_is_reported()
    {
        world.Clock.Advance(purchases.Began.AddMonths(1).AddMinutes(-90) - world.Clock.GetUtcNow());
        await UseAsync(1_000);
        await RunAsync();
        await UseAsync(2_000);
        await RunAsync();
        Assert.Equal([1, 2], Reported());

        // Whatever is set now would count for the next period there, until it is said to have begun.
        world.Clock.Advance(TimeSpan.FromMinutes(95));
        await UseAsync(5_000);
        await RunAsync();
        Assert.Equal([1, 2], Reported());
    }

    [Fact]
    public async Task What_was_used_under_a_plan_that_was_paid_for_as_such_is_not_billed_again()
    {
        await purchases.ReceiveAsync(Purchases.Event(facts with { UsageBased = false, UpdatedAt = facts.UpdatedAt.AddHours(1) }), Purchases.Event(facts with { UpdatedAt = facts.UpdatedAt.AddHours(26) }));
        await UseAsync(5_000);
        await UseAsync(3_000, purchases.Began.AddHours(27));
        world.Clock.Advance(TimeSpan.FromHours(30));

        await RunAsync();

        Assert.Equal([3], Reported());
    }

    [Fact]
    public async Task What_the_period_before_was_billed_for_is_not_billed_again_when_the_day_of_renewal_is_moved()
    {
        var turned = purchases.Began.AddMonths(1);
        await UseAsync(5_000, turned.AddDays(-3));
        await UseAsync(3_000, turned.AddDays(1));
        world.Clock.Advance(turned.AddDays(2) - world.Clock.GetUtcNow());
        await purchases.ReceiveAsync(Purchases.Event(facts with { UpdatedAt = turned.AddMinutes(1), RenewsAt = turned.AddMonths(1) }));

        // A week later in the month: our period of the new day began three weeks before the turn.
        await purchases.ReceiveAsync(Purchases.Event(facts with { UpdatedAt = turned.AddDays(2), RenewsAt = turned.AddDays(7), BillingDay = turned.AddDays(7).Day }));
        await RunAsync();

        Assert.Equal([3], Reported());
    }

    [Fact]
    public async Task While_a_plan_is_kept_that_was_paid_for_as_such_nothing_is_reported()
    {
        world.Billing.Subscriptions[facts.SubscriptionId] = facts with { Tier = "enterprise", UsageBased = false, UpdatedAt = facts.UpdatedAt.AddMinutes(1) };
        var change = await world.Get<SubscriptionChanges>().ChangeAsync(await purchases.CallerAsync(user), new ChangeSubscriptionRequest { Tier = "starter" }, default);
        Assert.Equal("enterprise", change.Value.Tier);
        world.Billing.Metered.Add("starter");
        await purchases.ReceiveAsync(Purchases.Event(world.Billing.Subscriptions[facts.SubscriptionId] with { UsageBased = true, UpdatedAt = facts.UpdatedAt.AddMinutes(5) }));
        await UseAsync(5_000, purchases.Began.AddHours(1));
        world.Clock.Advance(TimeSpan.FromHours(3));

        await RunAsync();

        Assert.Empty(Reported());
    }

    [Fact]
    public async Task Nothing_used_and_plans_that_are_not_metered_are_not_reported()
    {
        await RunAsync();
        Assert.Empty(Reported());

        world.Billing.Metered.Clear();
        await UseAsync(1_000);
        await RunAsync();
        Assert.Empty(Reported());
    }

    [Fact]
    public async Task What_was_used_before_the_purchase_is_not_billed_though_it_was_in_the_same_hour()
    {
        await UseAsync(5_000, purchases.Began.AddMinutes(-30));
        await UseAsync(3_000);
        world.Clock.Advance(TimeSpan.FromHours(2));

        await RunAsync();

        Assert.Equal([3], Reported());
    }

    [Fact]
    public async Task What_was_used_in_a_trial_is_not_billed()
    {
        var ends = purchases.Began.AddDays(7);
        user = await purchases.NewUserAsync();
        var trial = facts with { SubscriptionId = Purchases.NewId(), OrderId = null, Status = SubscriptionStatus.OnTrial, TrialEndsAt = ends, RenewsAt = ends, BillingDay = ends.Day };
        await purchases.ReceiveAsync(Purchases.Event(trial, await purchases.ClaimAsync(user)));
        await UseAsync(5_000);
        world.Clock.Advance(ends.AddHours(-1) - world.Clock.GetUtcNow());
        await RunAsync();
        await UseAsync(4_000, ends.AddMinutes(-1));
        await UseAsync(3_000, ends.AddHours(1));
        world.Clock.Advance(TimeSpan.FromHours(4));
        await purchases.ReceiveAsync(Purchases.Event(trial with { Status = SubscriptionStatus.Active, RenewsAt = ends.AddMonths(1), UpdatedAt = ends.AddMinutes(1) }));

        await RunAsync();

        Assert.Equal([3], Reported());
    }

    [Fact]
    public async Task The_hour_in_which_a_period_follows_another_is_billed_once_and_with_the_later()
    {
        var turn = purchases.Began.AddMonths(1);
        await UseAsync(1_000, turn.AddHours(-1));
        await UseAsync(2_000, turn);
        world.Clock.Advance(turn.AddMinutes(-1) - world.Clock.GetUtcNow());
        await RunAsync();
        Assert.Equal([1], Reported());

        world.Clock.Advance(TimeSpan.FromMinutes(5));
        await purchases.ReceiveAsync(Purchases.Event(facts with { UpdatedAt = turn.AddMinutes(1), RenewsAt = turn.AddMonths(1) }));
        await RunAsync();
        Assert.Equal([1, 2], Reported());
    }

    [Fact]
    public async Task What_is_used_for_free_in_a_pause_is_not_billed_not_even_when_it_is_over()
    {
        var next = purchases.Began.AddMonths(1);
        var paused = facts with { Status = SubscriptionStatus.Paused, UpdatedAt = facts.UpdatedAt.AddDays(1) };
        world.Clock.Advance(next.AddDays(3) - world.Clock.GetUtcNow());
        await purchases.ReceiveAsync(Purchases.Event(paused), Purchases.Event(paused with { UpdatedAt = next.AddSeconds(5), RenewsAt = next.AddMonths(1) }));
        await UseAsync(5_000, next.AddDays(1));
        await RunAsync();
        Assert.Empty(Reported());

        await purchases.ReceiveAsync(Purchases.Event(facts with { UpdatedAt = next.AddDays(3), RenewsAt = next.AddMonths(1) }));
        await UseAsync(3_000, next.AddDays(3).AddHours(1));
        world.Clock.Advance(TimeSpan.FromHours(2));
        await RunAsync();
        Assert.Equal([3], Reported());
    }

    [Fact]
    public async Task What_another_subscription_was_paid_for_is_not_billed_by_measure()
    {
        await purchases.ReceiveAsync(Purchases.Event(purchases.Facts(Purchases.NewId(), tier: "enterprise"), await purchases.ClaimAsync(user)));
        await UseAsync(5_000);

        await RunAsync();

        Assert.Empty(Reported());
    }

    [Fact]
    public async Task Before_the_plan_is_changed_what_was_used_since_the_daily_report_is_reported()
    {
        world.Billing.Subscriptions[facts.SubscriptionId] = facts;
        await UseAsync(1_000);
        await RunAsync();
        await UseAsync(8_000);
        world.Billing.Trouble = new Failure.Unavailable("away");
        Assert.IsType<Failure.Unavailable>((await ChangeAsync()).Failure);
        Assert.Empty(world.Billing.Changes);

        world.Billing.Trouble = null;
        Assert.Equal("starter", (await ChangeAsync()).Value.Tier);
        Assert.Equal([1, 8], Reported());

        async Task<Result<Subscription>> ChangeAsync() => await world.Get<SubscriptionChanges>().ChangeAsync(await purchases.CallerAsync(user), new ChangeSubscriptionRequest { Tier = "starter" }, default);
    }

    /// <summary>Lets so many tokens have been used in one hour: that of a time, or the first whole one of the subscription.</summary>
    private Task UseAsync(long tokens, DateTimeOffset? at = null) =>
        UsageSeed.AddAsync(world, "agt_1", at ?? purchases.Began.AddHours(1), requests: 1, costUsd: 0, tokens, computeMs: 1, "cloudflare", user.UserId);

    private Task RunAsync() => world.Get<UsageReporting>().RunAsync(default);

    private long[] Reported() => [.. world.Billing.Usage.Where(report => report.ItemId == item).Select(report => report.Quantity)];
}
