using Microsoft.Extensions.Logging.Abstractions;
using Webhost.Contracts.Audit;
using Webhost.Contracts.Billing;
using Webhost.Core.Audit;
using Webhost.Core.Billing;
using Webhost.Core.Identity;
using Webhost.Core.Storage;
using Webhost.Core.Tests.Doubles;
using Webhost.Core.Users;

namespace Webhost.Core.Tests.Billing;

[Collection(AzuriteCollection.Name)]
public sealed class BillingAuditTests(AzuriteFixture azurite) : PurchaseTest(azurite)
{
    private const int MostCalls = 20;

    [Fact]
    public async Task A_purchase_its_events_and_what_the_account_gets_by_them_are_in_its_log()
    {
        var user = await purchases.NewUserAsync();
        var caller = await purchases.CallerAsync(user);
        await world.Get<Checkouts>().CreateAsync(caller, new CheckoutRequest { Tier = "pro" }, default);
        var id = Purchases.NewId();

        await purchases.ReceiveAsync(Purchases.Event(purchases.Facts(id), await purchases.ClaimAsync(user)));
        await purchases.ReceiveAsync(Purchases.Event(purchases.Facts(id, hours: 1, status: SubscriptionStatus.Expired)));

        var log = await LogAsync(caller);
        Assert.Equal(["billing.event", "billing.plan", "billing.event", "billing.plan", "billing.checkout"], log.Select(entry => entry.Action));
        Assert.All(log, entry => Assert.Equal(AuditOutcome.Done, entry.Outcome));
        Assert.Equal([("pro", "free"), ("free", "pro")], log.Where(entry => entry.Action == AuditActions.PlanChange).Select(entry => (entry.Details!["from"], entry.Details["to"])));
        Assert.Equal((AuditActors.Webhook(world.Billing.Id), id, "expired"), (log[0].Actor, log[0].Details!["subscriptionId"], log[0].Details!["status"]));
        Assert.Equal((AuditActors.User(user.UserId), "pro"), (log[4].Actor, log[4].Details!["tier"]));
    }

    [Fact]
    public async Task Events_that_come_again_or_are_replayed_add_nothing_but_the_operators_own_entry()
    {
        var user = await purchases.NewUserAsync();
        var caller = await purchases.CallerAsync(user);
        var said = Purchases.Event(purchases.Facts(Purchases.NewId()), await purchases.ClaimAsync(user));
        var receipt = await purchases.DeliverAsync(said);
        await world.Get<WebhookProcessor>().ProcessAsync([receipt.EventId], default);
        var before = await LogAsync(caller);

        await purchases.ReceiveAsync(said);
        await world.Get<WebhookReplay>().RunAsync(world.Caller, new ReplayRequest { EventId = receipt.EventId }, default);

        Assert.Equal(before.Select(entry => entry.EntryId), (await LogAsync(caller)).Select(entry => entry.EntryId));
        var replay = Assert.Single(await LogAsync(world.Caller));
        Assert.Equal((AuditActions.EventReplay, receipt.EventId, AuditOutcome.Done), (replay.Action, replay.Details!["eventId"], replay.Outcome));
    }

    [Fact]
    public async Task What_is_said_is_in_the_log_in_whatever_order_it_comes()
    {
        var (user, id) = await purchases.SubscriberAsync();
        var state = await purchases.ReceiveAsync(Purchases.Event(purchases.Facts(id, hours: 3)), Purchases.Event(purchases.Facts(id, hours: 2, status: SubscriptionStatus.PastDue)));

        Assert.Equal(WebhookEventState.Superseded, state);
        Assert.Equal(["pastdue", "active", "active"], (await LogAsync(await purchases.CallerAsync(user))).Where(entry => entry.Action == AuditActions.BillingEvent).Select(entry => entry.Details!["status"]));
    }

    [Fact]
    public async Task What_is_found_by_asking_is_in_the_log_once()
    {
        var (user, id) = await purchases.SubscriberAsync();
        world.Billing.Subscriptions[id] = purchases.Facts(id, hours: 5) with { RenewsAt = purchases.Began.AddMonths(2) };
        var payment = Said.Payment(1, first: false, id: id) with { CreatedAt = purchases.Began, UpdatedAt = purchases.Began };
        world.Billing.Payments[payment.InvoiceId] = payment;
        await world.Get<Reconciliation>().RunAsync(default);

        world.Billing.Subscriptions[id] = world.Billing.Subscriptions[id] with { UpdatedAt = purchases.Began.AddHours(6) };
        world.Billing.Payments[payment.InvoiceId] = payment with { RefundedInFull = true, UpdatedAt = purchases.Began.AddHours(6) };
        await world.Get<Reconciliation>().RunAsync(default);

        var found = await FoundAsync(user);
        Assert.Equal(["refunded", "paid", "active"], found.Select(entry => entry.Details!["status"]));
        Assert.All(found, entry => Assert.Equal((AuditActions.BillingEvent, AuditActors.System, AuditOutcome.Done), (entry.Action, entry.Actor, entry.Outcome)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Wherever_the_job_that_asks_dies_what_it_found_is_in_the_log_once(bool afterItsEffect)
    {
        for (var call = 1; call <= MostCalls; call++)
        {
            var (user, id) = await purchases.SubscriberAsync();
            world.Billing.Subscriptions.Clear();
            world.Billing.Subscriptions[id] = purchases.Facts(id, hours: 5, status: SubscriptionStatus.PastDue);

            // It begins with what the provider lists; what other tests have is not gone through.
            await DieAfterAsync(call);
            await DieAfterAsync(3 * MostCalls);

            Assert.Equal((AuditOutcome.Done, "pastdue"), Assert.Single(await FoundAsync(user)) is var entry ? (entry.Outcome, entry.Details!["status"]) : default);
        }

        async Task DieAfterAsync(int calls)
        {
            world.Fuse.Set(calls, afterItsEffect);
            try
            {
                await world.Get<Reconciliation>().RunAsync(default);
            }
            catch (CrashException)
            {
                // The process is gone.
            }

            world.Fuse.Set(int.MaxValue, afterItsEffect);
        }
    }

    [Fact]
    public async Task Accounts_that_are_settled_by_many_at_once_have_one_entry_of_the_change()
    {
        var (user, _) = await purchases.SubscriberAsync();
        var userId = new UserId(user.UserId);
        await world.Get<IUserStore>().TryUpdateAsync(await Row(userId) is { } row ? row with { Value = row.Value with { SubscriptionTier = "free" } } : throw new InvalidOperationException(), default);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => world.Get<AccountEntitlements>().ApplyAsync(userId, default)));

        var plans = (await LogAsync(await purchases.CallerAsync(user))).Where(entry => entry.Action == AuditActions.PlanChange).ToArray();
        Assert.Equal(2, plans.Length);
        Assert.All(plans, entry => Assert.Equal(("pro", AuditOutcome.Done), (entry.Details!["to"], entry.Outcome)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_plan_that_changes_again_while_it_is_written_has_an_entry_of_its_own(bool writtenByAnother)
    {
        var (user, id) = await purchases.SubscriberAsync("starter");
        var (userId, caller) = (new UserId(user.UserId), await purchases.CallerAsync(user));
        var row = (await Row(userId))!;
        await world.Get<IUserStore>().TryUpdateAsync(row with { Value = row.Value with { SubscriptionTier = "free" } }, default);
        var raced = 1;
        async Task UpgradeAsync()
        {
            if (Interlocked.Exchange(ref raced, 0) == 1)
            {
                var present = (await world.Get<ISubscriptionStore>().FindAsync(id, default))!;
                await world.Get<ISubscriptionStore>().TryWriteAsync(present.Value.With(purchases.Facts(id, 1, tier: "pro")).Record, present.ETag, new SubscriptionSchedule(Live: true, ChangesAt: null), default);
                if (writtenByAnother)
                {
                    await world.Get<AccountEntitlements>().ApplyAsync(userId, default);
                }
            }
        }

        await EntitlementsOver(new RacedUsers(world.Get<IUserStore>())
        {
            BeforeUpdate = () => writtenByAnother ? UpgradeAsync() : Task.CompletedTask,
            AfterUpdate = () => writtenByAnother ? Task.CompletedTask : UpgradeAsync(),
        }).ApplyAsync(userId, default);

        Assert.Equal("pro", await purchases.TierAsync(user));
        var plans = (await LogAsync(caller)).Where(entry => entry.Action == AuditActions.PlanChange).Reverse().Skip(1).Select(entry => (entry.Details!["from"], entry.Details["to"], entry.Outcome));
        Assert.Equal(
            writtenByAnother
                ? [("free", "starter", AuditOutcome.Open), ("free", "pro", AuditOutcome.Done)]
                : [("free", "starter", AuditOutcome.Done), ("starter", "pro", AuditOutcome.Done)],
            plans);
    }

    private async Task<AuditEntry[]> FoundAsync(User user) => [.. (await LogAsync(await purchases.CallerAsync(user))).Where(entry => entry.Details?.GetValueOrDefault("event") == "asked")];

    private AccountEntitlements EntitlementsOver(IUserStore users) => new(
        world.Get<ISubscriptionStore>(), users, world.Get<UserDirectory>(), world.Get<BillingAudit>(), world.Get<BillingOptions>(), world.Clock, NullLogger<AccountEntitlements>.Instance);

    private Task<Versioned<User>?> Row(UserId userId) => world.Get<IUserStore>().FindAsync(userId, default);

    private async Task<IReadOnlyList<AuditEntry>> LogAsync(Caller caller) =>
        (await world.Get<AuditReader>().ListAsync(caller, new AuditFilter { Action = "billing.*" }, new PageRequest(50, null), default)).Items;
}
