using Webhost.Contracts.Billing;
using Webhost.Core.Audit;
using Webhost.Core.Billing;
using Webhost.Core.Results;
using Webhost.Core.Storage;
using Webhost.Core.Tests.Doubles;
using Webhost.Core.Users;

namespace Webhost.Core.Tests.Billing;

[Collection(AzuriteCollection.Name)]
public sealed class BuyingTests(AzuriteFixture azurite) : PurchaseTest(azurite)
{
    [Fact]
    public async Task A_checkout_names_its_buyer_under_the_platforms_signature()
    {
        var user = await purchases.NewUserAsync("ada@example.com");

        var link = (await CheckoutAsync(user, "pro", 2)).Value;

        var order = Assert.Single(world.Billing.Orders);
        Assert.Equal(("pro", 2L, "ada@example.com", link.ExpiresAt), (order.Tier, order.AddOns, order.Email, order.ExpiresAt));
        Assert.Equal(new UserId(user.UserId), await world.Get<CheckoutClaims>().VerifyAsync(order.Claim, testMode: true, default));
        Assert.Null(await world.Get<CheckoutClaims>().VerifyAsync(order.Claim, testMode: false, default));
    }

    [Theory]
    [InlineData(null, null, "tier")]
    [InlineData("free", null, "tier")]
    [InlineData("gold", null, "tier")]
    [InlineData("starter", 1, "agentCoreAddOns")]
    [InlineData("enterprise", 1, "agentCoreAddOns")]
    [InlineData("pro", -1, "agentCoreAddOns")]
    [InlineData("pro", 1001, "agentCoreAddOns")]
    public async Task What_is_not_sold_is_refused_with_what_is(string? tier, int? addOns, string path)
    {
        var failure = Assert.IsType<Failure.Invalid>((await CheckoutAsync(await purchases.NewUserAsync(), tier, addOns)).Failure);

        Assert.Equal(path, Assert.Single(failure.Problems).Path);
        Assert.Empty(world.Billing.Orders);
    }

    [Fact]
    public async Task A_metered_plan_is_not_sold_with_add_ons()
    {
        world.Billing.Metered.Add("pro");

        Assert.IsType<Failure.Invalid>((await CheckoutAsync(await purchases.NewUserAsync(), "pro", 1)).Failure);
        Assert.True((await CheckoutAsync(await purchases.NewUserAsync(), "pro", 0)).Succeeded);
    }

    [Fact]
    public async Task Nobody_buys_a_second_subscription_by_mistake_but_one_that_is_over_is_not_in_the_way()
    {
        var (user, id) = await purchases.SubscriberAsync();
        Assert.Contains("Change it", Assert.IsType<Failure.Conflict>((await CheckoutAsync(user, "enterprise")).Failure).Message, StringComparison.Ordinal);

        await purchases.ReceiveAsync(Purchases.Event(purchases.Facts(id, 1, SubscriptionStatus.Cancelled)));
        Assert.Contains("Resume it", Assert.IsType<Failure.Conflict>((await CheckoutAsync(user, "enterprise")).Failure).Message, StringComparison.Ordinal);

        await purchases.ReceiveAsync(Purchases.Event(purchases.Facts(id, 2, SubscriptionStatus.Expired)));
        Assert.True((await CheckoutAsync(user, "enterprise")).Succeeded);
    }

    [Fact]
    public async Task One_user_does_not_use_up_what_all_may_ask_of_the_provider()
    {
        var user = await purchases.NewUserAsync();
        var refused = 0;
        for (var call = 0; call < 50; call++)
        {
            refused += (await CheckoutAsync(user, "pro")).Succeeded ? 0 : 1;
        }

        Assert.InRange(world.Billing.Orders.Count, 1, 30);
        Assert.Equal(50, refused + world.Billing.Orders.Count);
        Assert.True((await CheckoutAsync(await purchases.NewUserAsync(), "pro")).Succeeded);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True((await CheckoutAsync(user, "pro")).Succeeded);
    }

    [Fact]
    public async Task Trouble_of_the_provider_is_told_as_it_is()
    {
        world.Billing.Trouble = new Failure.Unavailable("away");

        Assert.Equal("away", Assert.IsType<Failure.Unavailable>((await CheckoutAsync(await purchases.NewUserAsync(), "pro")).Failure).Message);
    }

    [Fact]
    public async Task Without_a_provider_everything_that_needs_one_says_that_billing_is_off()
    {
        var off = new BillingConnection([]);
        var caller = await purchases.CallerAsync(await purchases.NewUserAsync());
        var checkouts = new Checkouts(
            off, Some.Plans(), world.Get<CheckoutClaims>(), world.Get<AccountEntitlements>(), world.Get<ICheckoutStore>(), world.Get<LostPurchases>(), world.Get<BillingCalls>(), world.Get<AuditTrail>(), world.Get<BillingOptions>(), world.Clock,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<Checkouts>.Instance);
        var pages = new BillingPages(off, world.Get<ISubscriptionStore>(), world.Get<AccountEntitlements>(), world.Get<BillingCalls>());

        Assert.Contains("LemonSqueezy", Assert.IsType<Failure.Conflict>((await checkouts.CreateAsync(caller, new CheckoutRequest { Tier = "pro" }, default)).Failure).Message, StringComparison.Ordinal);
        Assert.IsType<Failure.Conflict>((await pages.GetPortalAsync(caller, default)).Failure);
        Assert.IsType<Failure.Conflict>((await pages.ListInvoicesAsync(caller, new PageRequest(10, null), default)).Failure);
        Assert.All(new PlanOffers(Some.Plans(), off).Read(caller).Plans, plan => Assert.False(plan.Purchasable));
    }

    [Fact]
    public async Task Plans_show_every_limit_their_prices_and_the_callers_own()
    {
        var (user, _) = await purchases.SubscriberAsync();

        var view = world.Get<PlanOffers>().Read(await purchases.CallerAsync(user));

        Assert.Equal("pro", view.Current);
        Assert.Equal([("free", false, false), ("starter", false, true), ("pro", true, true), ("enterprise", false, true)], view.Plans.Select(plan => (plan.Tier, plan.Current, plan.Purchasable)));
        var pro = view.Plans[2];
        Assert.Equal((99m, null, 1_000_000L, 107_374_182_400L, 30), (pro.PriceUsd, pro.Agents, pro.RequestsPerMonth!.Value, pro.StorageBytes!.Value, pro.LogRetentionDays));
        Assert.Equal(("addOn", 0L, 50m), (pro.AgentCore.Access, pro.AgentCore.IncludedAgents!.Value, pro.AgentCore.AddOnUsd!.Value));
        Assert.Equal(("included", 10L, null), (view.Plans[3].AgentCore.Access, view.Plans[3].AgentCore.IncludedAgents!.Value, view.Plans[3].AgentCore.AddOnUsd));
    }

    [Fact]
    public async Task The_portal_link_is_made_for_each_call_and_only_for_who_has_or_had_a_subscription()
    {
        var (user, id) = await purchases.SubscriberAsync();
        var pages = world.Get<BillingPages>();

        Assert.Equal($"https://portal.test/{id}", (await pages.GetPortalAsync(await purchases.CallerAsync(user), default)).Value.Url.ToString());
        Assert.IsType<Failure.NotFound>((await pages.GetPortalAsync(await purchases.CallerAsync(await purchases.NewUserAsync()), default)).Failure);
    }

    [Fact]
    public async Task Invoices_of_all_subscriptions_are_paged_through_newest_first()
    {
        var (user, id) = await purchases.SubscriberAsync();
        var older = Purchases.NewId();
        await purchases.ReceiveAsync(Purchases.Event(purchases.Facts(older, 1, SubscriptionStatus.Expired) with { CreatedAt = purchases.Began.AddYears(-1) }, await purchases.ClaimAsync(user)));
        world.Billing.Invoices[id] = [InvoiceOf("5"), InvoiceOf("4"), InvoiceOf("3")];
        world.Billing.Invoices[older] = [InvoiceOf("2"), InvoiceOf("1")];
        var caller = await purchases.CallerAsync(user);
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            // The size of the first page stays, whatever is asked for later.
            var (items, next) = (await world.Get<BillingPages>().ListInvoicesAsync(caller, new PageRequest(cursor is null ? 2 : 50, cursor), default)).Value;
            Assert.InRange(items.Count, 1, 2);
            seen.AddRange(items.Select(item => item.InvoiceId));
            cursor = next;
        }
        while (cursor is not null);

        Assert.Equal(["5", "4", "3", "2", "1"], seen);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("1.2")]
    [InlineData("1.0.5")]
    [InlineData("other.1.5")]
    public async Task A_cursor_that_is_not_the_callers_shows_nothing(string cursor)
    {
        var (user, id) = await purchases.SubscriberAsync();
        world.Billing.Invoices[id] = [InvoiceOf("1")];
        world.Billing.Invoices["other"] = [InvoiceOf("2")];

        var (items, next) = (await world.Get<BillingPages>().ListInvoicesAsync(await purchases.CallerAsync(user), new PageRequest(5, cursor), default)).Value;

        Assert.Empty(items);
        Assert.Null(next);
    }

    [Fact]
    public async Task More_is_charged_at_once_and_less_follows_with_the_next_period()
    {
        var (user, _) = await purchases.SubscriberAsync("starter");

        var up = (await ChangeAsync(user, "pro", 2)).Value;
        var down = (await ChangeAsync(user, "starter")).Value;

        Assert.Equal(
            [("pro", 0L, ChargeTerms.AtOnce), ("pro", 2L, ChargeTerms.AtOnce), ("pro", 0L, ChargeTerms.NotAtAll), ("starter", 0L, ChargeTerms.NotAtAll)],
            world.Billing.Changes);
        Assert.Equal(("pro", 2L, null), (up.Tier, up.AgentCoreAddOns, up.NextTier));
        Assert.Equal(("pro", 2L, "starter", 0L, purchases.Began.AddMonths(1)), (down.Tier, down.AgentCoreAddOns, down.NextTier, down.NextAgentCoreAddOns!.Value, down.NextTierAt!.Value));
        Assert.Equal("pro", await purchases.TierAsync(user));
    }

    [Fact]
    public async Task A_change_that_is_repeated_changes_and_charges_nothing_more()
    {
        var (user, _) = await purchases.SubscriberAsync();

        await ChangeAsync(user, tier: null, addOns: 1);
        var again = await ChangeAsync(user, tier: null, addOns: 1);

        Assert.Single(world.Billing.Changes);
        Assert.Equal(1, again.Value.AgentCoreAddOns);
    }

    [Theory]
    [InlineData(SubscriptionStatus.PastDue, "overdue")]
    [InlineData(SubscriptionStatus.Cancelled, "Resume it")]
    [InlineData(SubscriptionStatus.Paused, "Resume it")]
    [InlineData(SubscriptionStatus.Expired, "no subscription")]
    public async Task A_subscription_that_is_not_paid_for_as_usual_is_not_changed(SubscriptionStatus status, string reason)
    {
        var (user, id) = await purchases.SubscriberAsync();
        await purchases.ReceiveAsync(Purchases.Event(purchases.Facts(id, 1, status)));

        var failure = Assert.IsType<Failure.Conflict>((await ChangeAsync(user, "enterprise")).Failure);

        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        Assert.Empty(world.Billing.Changes);
    }

    [Fact]
    public async Task Taking_back_a_change_to_less_charges_nothing()
    {
        var (user, _) = await purchases.SubscriberAsync("pro", addOns: 3);

        await ChangeAsync(user, "starter");
        await ChangeAsync(user, "pro", addOns: 1);
        var back = (await ChangeAsync(user, "pro", addOns: 3)).Value;

        Assert.All(world.Billing.Changes, change => Assert.Equal(ChargeTerms.NotAtAll, change.Terms));
        Assert.Equal(("pro", 3L, null), (back.Tier, back.AgentCoreAddOns, back.NextTier));
    }

    [Fact]
    public async Task Beyond_what_is_paid_for_only_what_is_missing_is_charged()
    {
        var (user, _) = await purchases.SubscriberAsync("pro");

        await ChangeAsync(user, "starter");
        var larger = (await ChangeAsync(user, "enterprise")).Value;

        Assert.Equal([("starter", 0L, ChargeTerms.NotAtAll), ("pro", 0L, ChargeTerms.NotAtAll), ("enterprise", 0L, ChargeTerms.AtOnce)], world.Billing.Changes);
        Assert.Equal(("enterprise", null), (larger.Tier, larger.NextTier));
    }

    [Fact]
    public async Task A_smaller_plan_with_so_many_add_ons_that_it_costs_more_is_charged_at_once()
    {
        var (user, _) = await purchases.SubscriberAsync("enterprise");

        var changed = (await ChangeAsync(user, "pro", addOns: 10)).Value;

        Assert.Equal([("pro", 0L, ChargeTerms.WithNextPayment), ("pro", 10L, ChargeTerms.AtOnce)], world.Billing.Changes);
        Assert.Equal(("pro", 10L, null), (changed.Tier, changed.AgentCoreAddOns, changed.NextTier));
    }

    [Fact]
    public async Task A_smaller_plan_than_one_that_is_billed_by_usage_is_charged_at_once()
    {
        world.Billing.Metered.Add("enterprise");
        var (user, _) = await purchases.SubscriberAsync("enterprise");

        var changed = (await ChangeAsync(user, "starter")).Value;

        Assert.Equal([("starter", 0L, ChargeTerms.AtOnce)], world.Billing.Changes);
        Assert.Equal(("starter", null), (changed.Tier, changed.NextTier));
    }

    [Fact]
    public async Task What_a_customer_changes_to_less_at_the_provider_is_credited_there_and_ends_what_was_kept()
    {
        var (user, id) = await purchases.SubscriberAsync("enterprise");
        await ChangeAsync(user, "pro");
        Assert.Equal("enterprise", await purchases.TierAsync(user));

        await purchases.ReceiveAsync(Purchases.Event(world.Billing.Subscriptions[id] = purchases.Facts(id, 1, tier: "starter")));
        Assert.Equal("starter", await purchases.TierAsync(user));

        await ChangeAsync(user, "pro");
        Assert.Equal(("pro", 0L, ChargeTerms.AtOnce), world.Billing.Changes.Last());
    }

    [Fact]
    public async Task A_change_that_was_refused_is_over_so_that_the_customers_own_is_not_taken_for_it()
    {
        var (user, id) = await purchases.SubscriberAsync("pro");
        world.Billing.RefusesChanges = new Failure.Unavailable("refused", Transient: false);
        Assert.Equal("refused", (await ChangeAsync(user, "starter")).Failure?.Message);

        await purchases.ReceiveAsync(Purchases.Event(world.Billing.Subscriptions[id] = purchases.Facts(id, 0.01, tier: "starter")));

        Assert.Equal("starter", await purchases.TierAsync(user));
    }

    [Fact]
    public async Task A_change_whose_answer_was_lost_keeps_what_was_paid_for_and_lets_no_other_begin_for_a_while()
    {
        var (user, id) = await purchases.SubscriberAsync("pro");
        world.Billing.LosesAnswers = true;
        Assert.IsType<Failure.Unavailable>((await ChangeAsync(user, "starter")).Failure);

        await purchases.ReceiveAsync(Purchases.Event(world.Billing.Subscriptions[id]));
        Assert.Equal("pro", await purchases.TierAsync(user));

        world.Billing.LosesAnswers = false;
        Assert.True(Assert.IsType<Failure.Conflict>((await ChangeAsync(user, "enterprise")).Failure).Retryable);
        world.Clock.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal("enterprise", (await ChangeAsync(user, "enterprise")).Value.Tier);
        Assert.Equal([("starter", 0L, ChargeTerms.NotAtAll), ("pro", 0L, ChargeTerms.NotAtAll), ("enterprise", 0L, ChargeTerms.AtOnce)], world.Billing.Changes);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Wherever_a_change_to_less_dies_what_was_paid_for_is_kept_and_nothing_is_charged(bool afterItsEffect, bool webhooksAreLost)
    {
        var burnt = true;
        for (var call = 1; burnt; call++)
        {
            var (user, id) = await purchases.SubscriberAsync("pro", addOns: 2);
            world.Fuse.Set(call, afterItsEffect);
            try
            {
                await ChangeAsync(user, "starter");
            }
            catch (CrashException)
            {
                // The process is gone.
            }

            burnt = world.Fuse.Burnt;
            var where = world.Fuse.Where;
            world.Fuse.Set(int.MaxValue, afterItsEffect);
            if (!webhooksAreLost)
            {
                await purchases.ReceiveAsync(Purchases.Event(world.Billing.Subscriptions[id]));
            }

            world.Clock.Advance(TimeSpan.FromMinutes(4));
            await world.Get<Reconciliation>().RunAsync(default);
            await world.Get<DueChanges>().RunAsync(default);
            var now = await purchases.UserAsync(user);
            Assert.True((now.SubscriptionTier, now.AgentCoreAddOns) == ("pro", 2L), $"Died at {where}: {now.SubscriptionTier} with {now.AgentCoreAddOns} add-ons.");

            var done = (await ChangeAsync(user, "starter")).Value;
            Assert.Equal(("pro", 2L, "starter"), (done.Tier, done.AgentCoreAddOns, done.NextTier));
        }

        Assert.All(world.Billing.Changes, change => Assert.Equal(ChargeTerms.NotAtAll, change.Terms));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Wherever_a_change_to_more_dies_each_step_of_it_is_charged_once(bool afterItsEffect)
    {
        var burnt = true;
        for (var call = 1; burnt; call++)
        {
            var (user, _) = await purchases.SubscriberAsync("starter");
            world.Billing.Changes.Clear();
            world.Fuse.Set(call, afterItsEffect);
            try
            {
                await ChangeAsync(user, "pro", addOns: 2);
            }
            catch (CrashException)
            {
                // The process is gone.
            }

            burnt = world.Fuse.Burnt;
            var where = world.Fuse.Where;
            world.Fuse.Set(int.MaxValue, afterItsEffect);
            world.Clock.Advance(TimeSpan.FromMinutes(4));
            var done = (await ChangeAsync(user, "pro", addOns: 2)).Value;

            Assert.Equal(("pro", 2L, null), (done.Tier, done.AgentCoreAddOns, done.NextTier));
            Assert.True(world.Billing.Changes.SequenceEqual([("pro", 0L, ChargeTerms.AtOnce), ("pro", 2L, ChargeTerms.AtOnce)]), $"Died at {where}: {string.Join("; ", world.Billing.Changes)}.");
        }
    }

    [Fact]
    public async Task Of_changes_at_once_one_is_made_and_the_others_are_told_to_come_again()
    {
        var (user, _) = await purchases.SubscriberAsync("starter");

        var changes = await Task.WhenAll(Enumerable.Range(0, 6).Select(number => Task.Run(() => ChangeAsync(user, number % 2 == 0 ? "pro" : "enterprise"))));

        Assert.Contains(changes, change => change.Succeeded);
        Assert.All(changes.Where(change => !change.Succeeded), change => Assert.True(Assert.IsType<Failure.Conflict>(change.Failure).Retryable));
        Assert.InRange(world.Billing.Changes.Count(change => change.Terms == ChargeTerms.AtOnce), 1, 2);
    }

    private static Invoice InvoiceOf(string id) => new() { InvoiceId = id, Date = Said.Start, Amount = 99m, Currency = "USD", Status = "paid", Refunded = false };

    private async Task<Result<CheckoutLink>> CheckoutAsync(User user, string? tier, int? addOns = null) =>
        await world.Get<Checkouts>().CreateAsync(await purchases.CallerAsync(user), new CheckoutRequest { Tier = tier, AgentCoreAddOns = addOns }, default);

    private async Task<Result<Subscription>> ChangeAsync(User user, string? tier, int? addOns = null) =>
        await world.Get<SubscriptionChanges>().ChangeAsync(await purchases.CallerAsync(user), new ChangeSubscriptionRequest { Tier = tier, AgentCoreAddOns = addOns }, default);
}
