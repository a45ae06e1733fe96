using Webhost.Contracts.Billing;
using Webhost.Core.Billing;
using Webhost.Core.Results;
using Webhost.Core.Tests.Doubles;
using Webhost.Core.Users;

namespace Webhost.Core.Tests.Billing;

[Collection(AzuriteCollection.Name)]
public sealed class ReconciliationTests(AzuriteFixture azurite) : PurchaseTest(azurite)
{
    private Reconciliation Job => world.Get<Reconciliation>();

    [Theory]
    [InlineData(SubscriptionStatus.Active, "enterprise", "enterprise")]
    [InlineData(SubscriptionStatus.Expired, "pro", "free")]
    [InlineData(SubscriptionStatus.PastDue, "pro", "pro")]
    public async Task A_webhook_that_never_came_heals(SubscriptionStatus status, string tier, string result)
    {
        var (user, id) = await purchases.SubscriberAsync("pro");
        for (var other = 0; other < 5; other++)
        {
            await purchases.SubscriberAsync("starter");
        }

        world.Billing.Subscriptions[id] = purchases.Facts(id, 5, status, tier);
        await Job.RunAsync(default);

        Assert.Equal(result, await purchases.TierAsync(user));
        Assert.Equal(0, await Job.RunAsync(default));
    }

    [Fact]
    public async Task A_refund_that_was_never_told_ends_the_plan_and_the_payment_after_it_brings_it_back()
    {
        var (user, id) = await purchases.SubscriberAsync("pro");
        for (var other = 0; other < 5; other++)
        {
            Pay(Said.Payment(other, id: Purchases.NewId()), purchases.Began);
        }

        Pay(Said.Payment(0, refunded: true, id: id, updated: 5), purchases.Began);
        await Job.RunAsync(default);
        Assert.Equal("free", await purchases.TierAsync(user));

        Pay(Said.Payment(1, first: false, id: id), purchases.Began);
        await Job.RunAsync(default);
        Assert.Equal("pro", await purchases.TierAsync(user));
        Assert.Equal(0, await Job.RunAsync(default));
    }

    [Fact]
    public async Task More_payments_than_are_kept_differ_once()
    {
        var (_, id) = await purchases.SubscriberAsync("pro");
        for (var change = 0; change < 40; change++)
        {
            Pay(Said.Payment(change, first: false, forPeriod: false, id: id), purchases.Began);
        }

        Assert.Equal((1, 0), (await Job.RunAsync(default), await Job.RunAsync(default)));
    }

    [Fact]
    public async Task Payments_of_long_ago_are_not_gone_through_each_time()
    {
        for (var month = 0; month < 30; month++)
        {
            Pay(Said.Payment(month), purchases.Began.AddMonths(-month));
        }

        await Job.RunAsync(default);

        Assert.InRange(world.Billing.PaymentPagesAsked, 1, 3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_death_between_what_is_written_down_and_what_follows_is_made_good(bool afterItsEffect)
    {
        var burnt = true;
        for (var call = 1; burnt; call++)
        {
            var (user, id) = await purchases.SubscriberAsync("pro");
            var facts = world.Billing.Subscriptions[id] = purchases.Facts(id, 5, SubscriptionStatus.Expired);
            world.Fuse.Set(call, afterItsEffect);
            try
            {
                await world.Get<SubscriptionLedger>().RecordAsync(id, [new SubscriptionStatement { Subscription = facts with { Asked = true } }], default);
            }
            catch (CrashException)
            {
                // The process is gone.
            }

            burnt = world.Fuse.Burnt;
            var where = world.Fuse.Where;
            world.Fuse.Set(int.MaxValue, afterItsEffect);
            world.Clock.Advance(TimeSpan.FromMinutes(1));

            await world.Get<DueChanges>().RunAsync(default);
            await Job.RunAsync(default);

            Assert.True(await purchases.TierAsync(user) == "free", $"Died at {where}.");
            Assert.DoesNotContain(await DueAsync(), record => record.SubscriptionId == id);
        }
    }

    [Fact]
    public async Task The_same_guard_holds_as_for_events()
    {
        var (user, id) = await purchases.SubscriberAsync("pro");
        await purchases.ReceiveAsync(Purchases.Event(purchases.Facts(id, 5, tier: "enterprise")));

        // The provider's list is a little behind.
        world.Billing.Subscriptions[id] = purchases.Facts(id, 2, SubscriptionStatus.Expired);
        await Job.RunAsync(default);

        Assert.Equal("enterprise", await purchases.TierAsync(user));
    }

    [Fact]
    public async Task A_purchase_whose_subscription_never_was_heard_of_is_found_by_its_order()
    {
        var user = await purchases.NewUserAsync();
        var id = Purchases.NewId();
        await purchases.ReceiveAsync(Purchases.Event(Said.Order(0, id: id), await purchases.ClaimAsync(user)));
        world.Billing.Subscriptions[id] = purchases.Facts(id);

        await Job.RunAsync(default);

        Assert.Equal("pro", await purchases.TierAsync(user));
    }

    [Fact]
    public async Task A_purchase_of_which_nothing_was_heard_is_found_by_its_checkout()
    {
        var user = await purchases.NewUserAsync($"{Guid.NewGuid():n}@example.com");
        Assert.True((await world.Get<Checkouts>().CreateAsync(await purchases.CallerAsync(user), new CheckoutRequest { Tier = "pro", AgentCoreAddOns = 1 }, default)).Succeeded);
        var id = Purchases.NewId();
        world.Billing.Subscriptions[id] = purchases.Facts(id, addOns: 1);
        world.Billing.Emails[id] = user.Email!.ToUpperInvariant();

        await Job.RunAsync(default);

        Assert.Equal(("pro", 1L), (await purchases.TierAsync(user), (await purchases.UserAsync(user)).AgentCoreAddOns));
    }

    [Fact]
    public async Task A_purchase_is_not_given_to_who_only_claims_its_buyer_s_address()
    {
        var user = await purchases.NewUserAsync($"{Guid.NewGuid():n}@example.com", verified: false);
        Assert.True((await world.Get<Checkouts>().CreateAsync(await purchases.CallerAsync(user), new CheckoutRequest { Tier = "pro" }, default)).Succeeded);
        var id = Purchases.NewId();
        world.Billing.Subscriptions[id] = purchases.Facts(id);
        world.Billing.Emails[id] = user.Email!;

        await Job.RunAsync(default);

        Assert.Equal("free", await purchases.TierAsync(user));
        Assert.Equal(user.Email, Assert.Single(world.Billing.Orders).Email);
    }

    [Fact]
    public async Task A_purchase_that_two_accounts_or_none_could_have_made_waits_for_an_operator()
    {
        var email = $"{Guid.NewGuid():n}@example.com";
        var (one, other) = (await purchases.NewUserAsync(email), await purchases.NewUserAsync(email));
        foreach (var user in new[] { one, other })
        {
            await world.Get<Checkouts>().CreateAsync(await purchases.CallerAsync(user), new CheckoutRequest { Tier = "pro" }, default);
        }

        var (ambiguous, foreign) = (Purchases.NewId(), Purchases.NewId());
        world.Billing.Subscriptions[ambiguous] = purchases.Facts(ambiguous);
        world.Billing.Emails[ambiguous] = email;
        world.Billing.Subscriptions[foreign] = purchases.Facts(foreign, tier: "starter");
        world.Billing.Emails[foreign] = email;
        await Job.RunAsync(default);
        Assert.Equal(("free", "free"), (await purchases.TierAsync(one), await purchases.TierAsync(other)));

        var attached = (await world.Get<SubscriptionAttachment>().RunAsync(world.Caller, new AttachSubscriptionRequest { SubscriptionId = ambiguous, UserId = other.UserId }, default)).Value;

        Assert.Equal(("pro", "free", "pro"), (attached.Tier, await purchases.TierAsync(one), await purchases.TierAsync(other)));
        Assert.IsType<Failure.Conflict>((await world.Get<SubscriptionAttachment>().RunAsync(world.Caller, new AttachSubscriptionRequest { SubscriptionId = ambiguous, UserId = one.UserId }, default)).Failure);
    }

    [Fact]
    public async Task Nothing_is_taken_from_anybody_while_the_provider_is_away_or_forgetful()
    {
        var (user, id) = await purchases.SubscriberAsync("pro");
        world.Billing.Trouble = new Failure.Unavailable("away");
        await Assert.ThrowsAsync<BillingUnavailableException>(() => Job.RunAsync(default));

        world.Billing.Trouble = null;
        world.Billing.Subscriptions.TryRemove(id, out _);
        await Job.RunAsync(default);

        Assert.Equal("pro", await purchases.TierAsync(user));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("1", "nobody")]
    [InlineData("", "usr_00000000000000000000000000000000")]
    public async Task An_attachment_names_a_subscription_and_an_account(string? subscriptionId, string? userId) =>
        Assert.IsType<Failure.Invalid>((await world.Get<SubscriptionAttachment>().RunAsync(world.Caller, new AttachSubscriptionRequest { SubscriptionId = subscriptionId, UserId = userId }, default)).Failure);

    private void Pay(PaymentFacts payment, DateTimeOffset began)
    {
        var shift = began - Said.Start;
        world.Billing.Payments[payment.InvoiceId] = payment with { CreatedAt = payment.CreatedAt + shift, UpdatedAt = payment.UpdatedAt + shift, RefundedAt = payment.RefundedAt + shift };
    }

    private async Task<List<SubscriptionRecord>> DueAsync()
    {
        var due = new List<SubscriptionRecord>();
        await foreach (var record in world.Get<ISubscriptionStore>().ReadDueAsync(world.Clock.GetUtcNow(), default))
        {
            due.Add(record);
        }

        return due;
    }
}
