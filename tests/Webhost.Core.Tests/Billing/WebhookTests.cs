using Webhost.Contracts.Billing;
using Webhost.Core.Billing;
using Webhost.Core.Limits;
using Webhost.Core.Results;
using Webhost.Core.Telemetry;
using Webhost.Core.Tests.Doubles;
using Webhost.Core.Users;

namespace Webhost.Core.Tests.Billing;

[Collection(AzuriteCollection.Name)]
public sealed class WebhookTests(AzuriteFixture azurite) : PurchaseTest(azurite)
{
    private WebhookProcessor Processor => world.Get<WebhookProcessor>();

    [Fact]
    public async Task A_purchase_gives_the_plan_its_add_ons_and_a_billing_anchor()
    {
        var (user, _) = await purchases.SubscriberAsync("pro", addOns: 2);

        var now = await purchases.UserAsync(user);

        Assert.Equal(("pro", 2L, null), (now.SubscriptionTier, now.AgentCoreAddOns, now.PaymentGraceEndsAt));
        Assert.Equal((purchases.Began, MetricHour.Floor(purchases.Began)), (now.BillingAnchor, now.BillingSince));
    }

    [Fact]
    public async Task The_end_of_a_subscription_takes_plan_and_add_ons_back_and_leaves_the_billing_period_as_it_is()
    {
        var (user, id) = await purchases.SubscriberAsync("pro", addOns: 2);
        var paid = BillingPeriod.Of(world.Clock.GetUtcNow(), await purchases.UserAsync(user));

        await purchases.ReceiveAsync(Purchases.Event(purchases.Facts(id, 5, SubscriptionStatus.Expired)));

        var now = await purchases.UserAsync(user);
        Assert.Equal(("free", 0L, paid), (now.SubscriptionTier, now.AgentCoreAddOns, BillingPeriod.Of(world.Clock.GetUtcNow(), now)));
    }

    [Fact]
    public async Task An_upgrade_takes_effect_in_every_process_within_two_seconds()
    {
        var user = await purchases.NewUserAsync();
        var userId = new UserId(user.UserId);
        var elsewhere = new UserDirectory(world.Get<IUserStore>(), world.Clock);
        var here = world.Get<UserDirectory>();
        Assert.Equal(("free", "free"), ((await here.FindAsync(userId, default))!.SubscriptionTier, (await elsewhere.FindAsync(userId, default))!.SubscriptionTier));

        await purchases.ReceiveAsync(Purchases.Event(purchases.Facts(Purchases.NewId()), await purchases.ClaimAsync(user)));

        Assert.Equal("pro", (await here.FindAsync(userId, default))!.SubscriptionTier);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("pro", (await elsewhere.FindAsync(userId, default))!.SubscriptionTier);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("other")]
    public async Task What_is_not_signed_by_the_provider_is_refused_and_not_stored(string? signature)
    {
        var said = Purchases.Event(purchases.Facts(Purchases.NewId()));

        Assert.IsType<Failure.Unauthenticated>((await purchases.TryDeliverAsync(said, signature)).Failure);
        Assert.False((await purchases.DeliverAsync(said)).Duplicate);
    }

    [Fact]
    public async Task A_repeat_is_answered_and_changes_nothing()
    {
        var (_, id) = await purchases.SubscriberAsync();
        var said = Purchases.Event(purchases.Facts(id, 1));

        var first = await purchases.DeliverAsync(said);
        var second = await purchases.DeliverAsync(said);

        Assert.Equal((first.EventId, false, true), (second.EventId, first.Duplicate, second.Duplicate));
    }

    [Fact]
    public async Task An_older_event_is_stored_as_superseded_and_never_applied()
    {
        var (user, id) = await purchases.SubscriberAsync();
        await purchases.ReceiveAsync(Purchases.Event(purchases.Facts(id, 10, SubscriptionStatus.Expired)));

        var state = await purchases.ReceiveAsync(Purchases.Event(purchases.Facts(id, 5, tier: "enterprise")));

        Assert.Equal((WebhookEventState.Superseded, "free"), (state, await purchases.TierAsync(user)));
    }

    [Fact]
    public async Task Custom_data_that_was_edited_pays_for_nobody_and_takes_nothing_from_anybody()
    {
        var (victim, victimsId) = await purchases.SubscriberAsync("pro");
        var mallory = await purchases.NewUserAsync();
        var signed = await purchases.ClaimAsync(mallory);
        CheckoutClaim?[] forged =
        [
            signed with { UserId = victim.UserId },
            signed with { Signature = new string('0', 64) },
            signed with { Signature = "zz" },
            signed with { CheckoutId = null },
            new(victim.UserId, null, null),
            null,
            await world.Get<CheckoutClaims>().SignAsync(new UserId(victim.UserId), "chk_1", testMode: false, default),
        ];

        foreach (var claim in forged)
        {
            Assert.Equal(WebhookEventState.Unattributed, await purchases.ReceiveAsync(Purchases.Event(purchases.Facts(Purchases.NewId(), 1, tier: "enterprise"), claim)));
            Assert.Equal(WebhookEventState.Unattributed, await purchases.ReceiveAsync(Purchases.Event(purchases.Facts(Purchases.NewId(), 1, SubscriptionStatus.Expired), claim)));
        }

        // Not even with a good signature of the sender's own does a subscription change hands.
        await purchases.ReceiveAsync(Purchases.Event(purchases.Facts(victimsId, 2, addOns: 1), signed));
        Assert.Equal(("pro", 1L, "free"), (await purchases.TierAsync(victim), (await purchases.UserAsync(victim)).AgentCoreAddOns, await purchases.TierAsync(mallory)));
    }

    [Fact]
    public async Task Whose_a_subscription_is_may_be_said_by_any_event_in_any_order()
    {
        foreach (var order in new[] { "subscription order payment", "payment subscription order", "order subscription payment" })
        {
            var user = await purchases.NewUserAsync();
            var id = Purchases.NewId();
            var claim = await purchases.ClaimAsync(user);
            foreach (var step in order.Split(' '))
            {
                // Only the last one carries the claim.
                var carried = step == order.Split(' ')[^1] ? claim : null;
                await purchases.ReceiveAsync(step switch
                {
                    "subscription" => Purchases.Event(purchases.Facts(id), carried),
                    "order" => Purchases.Event(Said.Order(0, id: id), carried),
                    _ => Purchases.Event(Said.Payment(0, id: id), carried),
                });
            }

            Assert.Equal("pro", await purchases.TierAsync(user));
        }
    }

    [Fact]
    public async Task Cancelled_resumed_paused_overdue_and_recovered_keep_the_plan()
    {
        var (user, id) = await purchases.SubscriberAsync();
        var hour = 1;
        foreach (var status in new[]
                 {
                     SubscriptionStatus.Cancelled, SubscriptionStatus.Active, SubscriptionStatus.Paused, SubscriptionStatus.Active, SubscriptionStatus.PastDue, SubscriptionStatus.Unpaid, SubscriptionStatus.Active,
                 })
        {
            Assert.Equal(WebhookEventState.Applied, await purchases.ReceiveAsync(Purchases.Event(purchases.Facts(id, hour++, status))));
            Assert.Equal("pro", await purchases.TierAsync(user));
        }

        Assert.Null((await purchases.UserAsync(user)).PaymentGraceEndsAt);
    }

    [Fact]
    public async Task After_the_grace_nothing_new_is_made_but_the_plan_stays_until_it_expires()
    {
        var (user, id) = await purchases.SubscriberAsync();
        await purchases.ReceiveAsync(Purchases.Event(purchases.Facts(id, 1, SubscriptionStatus.PastDue)));
        var graceEnds = (await purchases.UserAsync(user)).PaymentGraceEndsAt!.Value;
        Assert.Equal(purchases.Began.AddHours(1).AddDays(7), graceEnds);

        var caller = await purchases.CallerAsync(user);
        Assert.Null(PaymentStanding.Refuse(caller, graceEnds.AddSeconds(-1)));
        Assert.Equal("payment", Assert.IsType<Failure.LimitExceeded>(PaymentStanding.Refuse(caller, graceEnds)).Limit.Name);
        Assert.Equal("pro", await purchases.TierAsync(user));

        world.Clock.Advance(TimeSpan.FromDays(8));
        var refused = await world.Get<Core.Agents.AgentDirectory>().CreateAsync(caller, new Contracts.Agents.CreateAgentRequest { Name = "late" }, default);
        Assert.IsType<Failure.LimitExceeded>(refused.Failure);
    }

    [Fact]
    public async Task A_full_refund_ends_the_plan_and_a_partial_one_does_not()
    {
        var (user, id) = await purchases.SubscriberAsync();
        var shift = purchases.Began - Said.Start;
        var order = Said.Order(2, id: id) with { CreatedAt = purchases.Began, UpdatedAt = Said.Order(2).UpdatedAt + shift };

        await purchases.ReceiveAsync(Purchases.Event(order with { RefundedAt = purchases.Began }));
        Assert.Equal("pro", await purchases.TierAsync(user));

        await purchases.ReceiveAsync(Purchases.Event(order with { RefundedAt = purchases.Began, RefundedInFull = true, UpdatedAt = order.UpdatedAt.AddHours(1) }));
        Assert.Equal("free", await purchases.TierAsync(user));
    }

    [Fact]
    public async Task A_smaller_plan_takes_effect_when_the_paid_period_ends_by_the_clock_alone()
    {
        var (user, id) = await purchases.SubscriberAsync("pro");
        await world.Get<SubscriptionChanges>().ChangeAsync(await purchases.CallerAsync(user), new ChangeSubscriptionRequest { Tier = "starter" }, default);
        await purchases.ReceiveAsync(Purchases.Event(purchases.Facts(id, 1, tier: "starter")));
        await world.Get<DueChanges>().RunAsync(default);
        Assert.Equal("pro", await purchases.TierAsync(user));

        world.Clock.Advance(purchases.Began.AddMonths(1) - world.Clock.GetUtcNow());
        await world.Get<DueChanges>().RunAsync(default);
        await world.Get<DueChanges>().RunAsync(default);

        Assert.Equal("starter", await purchases.TierAsync(user));
    }

    [Fact]
    public async Task What_is_contested_is_asked_of_the_provider_and_tried_again_while_it_is_away()
    {
        var (user, id) = await purchases.SubscriberAsync("pro");
        await purchases.ReceiveAsync(Purchases.Event(purchases.Facts(id, 3)));
        world.Billing.Subscriptions[id] = purchases.Facts(id, 3, SubscriptionStatus.Expired);
        world.Billing.Trouble = new Failure.Unavailable("away");

        var receipt = await purchases.DeliverAsync(Purchases.Event(purchases.Facts(id, 3, SubscriptionStatus.Expired)));
        await Processor.ProcessAsync([receipt.EventId], default);
        var waiting = await purchases.StoredAsync(receipt.EventId);
        Assert.Equal((WebhookEventState.Pending, 1, "away"), (waiting.State, waiting.FailedAttempts, waiting.Reason));

        world.Billing.Trouble = null;
        await Processor.CatchUpAsync(default);
        Assert.Equal(WebhookEventState.Pending, (await purchases.StoredAsync(receipt.EventId)).State);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await Processor.CatchUpAsync(default);

        Assert.Equal((WebhookEventState.Applied, "free"), ((await purchases.StoredAsync(receipt.EventId)).State, await purchases.TierAsync(user)));
    }

    [Fact]
    public async Task An_event_that_always_fails_is_given_up_at_last_and_can_be_replayed()
    {
        var (user, id) = await purchases.SubscriberAsync("pro");
        await purchases.ReceiveAsync(Purchases.Event(purchases.Facts(id, 3)));
        world.Billing.Subscriptions[id] = purchases.Facts(id, 3, SubscriptionStatus.Expired);
        world.Billing.Trouble = new Failure.Unavailable("away");
        var receipt = await purchases.DeliverAsync(Purchases.Event(purchases.Facts(id, 3, SubscriptionStatus.Expired)));

        for (var hour = 0; hour < 30; hour++)
        {
            await Processor.CatchUpAsync(default);
            world.Clock.Advance(TimeSpan.FromHours(1));
        }

        Assert.Equal(WebhookEventState.Failed, (await purchases.StoredAsync(receipt.EventId)).State);
        Assert.DoesNotContain(receipt.EventId, await world.Get<IWebhookEventStore>().ListPendingAsync(1000, default));

        world.Billing.Trouble = null;
        var outcome = (await world.Get<WebhookReplay>().RunAsync(world.Caller, new ReplayRequest { EventId = receipt.EventId }, default)).Value;
        Assert.Equal(WebhookEventState.Applied, Assert.Single(outcome.Events).State);
        Assert.Equal("free", await purchases.TierAsync(user));
    }

    [Fact]
    public async Task A_replay_of_everything_changes_nothing()
    {
        var from = world.Clock.GetUtcNow();
        var (user, id) = await purchases.SubscriberAsync("pro");
        await purchases.ReceiveAsync(Purchases.Event(purchases.Facts(id, 5, tier: "enterprise")), Purchases.Event(purchases.Facts(id, 3, SubscriptionStatus.Expired)));
        var before = await purchases.UserAsync(user);
        var events = await EventsAsync(from);
        world.Clock.Advance(TimeSpan.FromSeconds(1));

        var replayed = (await world.Get<WebhookReplay>().RunAsync(world.Caller, new ReplayRequest { From = from, To = world.Clock.GetUtcNow() }, default)).Value;

        Assert.False(replayed.More);
        Assert.Equal(before, await purchases.UserAsync(user));
        Assert.Equal(events, await EventsAsync(from));
        Assert.Equal([WebhookEventState.Applied, WebhookEventState.Applied, WebhookEventState.Superseded], replayed.Events.Where(item => item.Subject == $"subscription {id}").Select(item => item.State).Order());
    }

    [Fact]
    public async Task A_replay_names_one_event_or_a_range()
    {
        var replay = world.Get<WebhookReplay>();

        Assert.IsType<Failure.Invalid>((await replay.RunAsync(world.Caller, new ReplayRequest(), default)).Failure);
        Assert.IsType<Failure.Invalid>((await replay.RunAsync(world.Caller, new ReplayRequest { EventId = "x" }, default)).Failure);
        Assert.IsType<Failure.Invalid>((await replay.RunAsync(world.Caller, new ReplayRequest { EventId = new string('a', 64), State = WebhookEventState.Failed }, default)).Failure);
        Assert.IsType<Failure.Invalid>((await replay.RunAsync(world.Caller, new ReplayRequest { From = Said.Start, To = Said.Start }, default)).Failure);
        Assert.IsType<Failure.NotFound>((await replay.RunAsync(world.Caller, new ReplayRequest { EventId = new string('a', 64) }, default)).Failure);
    }

    [Fact]
    public async Task What_means_nothing_is_stored_and_ignored()
    {
        var receipt = await purchases.DeliverAsync(new BillingEvent { Name = "license_key_created", Document = string.Empty, IgnoredBecause = "It means nothing." });

        var stored = await purchases.StoredAsync(receipt.EventId);

        Assert.Equal((WebhookEventState.Ignored, "It means nothing."), (stored.State, stored.Reason));
        Assert.DoesNotContain(receipt.EventId, await world.Get<IWebhookEventStore>().ListPendingAsync(1000, default));
    }

    private async Task<List<(string EventId, WebhookEventState State)>> EventsAsync(DateTimeOffset from) =>
        [.. (await world.Get<WebhookReplay>().ListAsync(from, from.AddDays(1), state: null, 200, default)).Events.Select(item => (item.EventId, item.State)).Order()];
}
