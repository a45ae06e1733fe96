using System.Collections.Concurrent;
using Webhost.Contracts.Billing;
using Webhost.Core.Billing;
using Webhost.Core.Tests.Doubles;
using Webhost.Core.Users;

namespace Webhost.Core.Tests.Billing;

/// <summary>Whatever order, repeats, races and deaths: in the end every account has what its subscription says.</summary>
[Collection(AzuriteCollection.Name)]
public sealed class WebhookStormTests(AzuriteFixture azurite) : PurchaseTest(azurite)
{
    private const int Deliveries = 1000;
    private const int Connections = 50;

    [Fact]
    public async Task A_thousand_deliveries_from_fifty_connections_in_any_order_end_in_the_right_state()
    {
        var random = new Random(11);
        var accounts = new List<(User User, string Tier, long AddOns, IReadOnlyList<BillingEvent> Events)>();
        for (var number = 0; number < 8; number++)
        {
            accounts.Add(await HistoryAsync(number));
        }

        var distinct = accounts.SelectMany(account => account.Events).ToArray();
        var deliveries = new ConcurrentQueue<BillingEvent>(Enumerable.Range(0, Deliveries).Select(index => distinct[index % distinct.Length]).OrderBy(_ => random.Next()));
        var stored = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        var fresh = 0;
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(async () =>
        {
            while (deliveries.TryDequeue(out var said))
            {
                var receipt = await purchases.DeliverAsync(said);
                Interlocked.Add(ref fresh, receipt.Duplicate ? 0 : 1);
                stored[receipt.EventId] = true;

                // Processing runs beside the deliveries, several times at once.
                await world.Get<WebhookProcessor>().ProcessAsync([receipt.EventId], default);
            }
        })));
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await world.Get<WebhookProcessor>().CatchUpAsync(default);

        Assert.Equal((distinct.Length, distinct.Length), (fresh, stored.Count));
        foreach (var (user, tier, addOns, _) in accounts)
        {
            var now = await purchases.UserAsync(user);
            Assert.Equal((tier, addOns), (now.SubscriptionTier, now.AgentCoreAddOns));
        }

        foreach (var eventId in stored.Keys)
        {
            Assert.Contains((await purchases.StoredAsync(eventId)).State, new[] { WebhookEventState.Applied, WebhookEventState.Superseded });
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_death_between_any_two_lines_is_made_good(bool afterItsEffect)
    {
        var burnt = true;
        for (var call = 1; burnt; call++)
        {
            var user = await purchases.NewUserAsync();
            var id = Purchases.NewId();
            var claim = await purchases.ClaimAsync(user);
            BillingEvent[] events = [Purchases.Event(purchases.Facts(id, tier: "starter"), claim), Purchases.Event(Said.Order(0, id: id), claim), Purchases.Event(purchases.Facts(id, 2, tier: "pro", addOns: 1), claim)];

            world.Fuse.Set(call, afterItsEffect);
            try
            {
                await purchases.ReceiveAsync(events);
            }
            catch (CrashException)
            {
                // The process is gone.
            }

            burnt = world.Fuse.Burnt;
            var where = world.Fuse.Where;
            world.Fuse.Set(int.MaxValue, afterItsEffect);
            foreach (var said in events)
            {
                // What was not acknowledged is delivered again, and so may be what was.
                await purchases.DeliverAsync(said);
            }

            world.Clock.Advance(TimeSpan.FromMinutes(1));
            await world.Get<WebhookProcessor>().CatchUpAsync(default);
            var now = await purchases.UserAsync(user);
            Assert.True((now.SubscriptionTier, now.AgentCoreAddOns) == ("pro", 1L), $"Died at {where}: {now.SubscriptionTier} with {now.AgentCoreAddOns} add-ons.");
        }
    }

    [Fact]
    public async Task Two_subscriptions_of_one_account_that_change_at_once_leave_it_with_the_better_one()
    {
        for (var round = 0; round < 8; round++)
        {
            var user = await purchases.NewUserAsync();
            var claim = await purchases.ClaimAsync(user);
            var (one, other) = (Purchases.NewId(), Purchases.NewId());
            await purchases.ReceiveAsync(Purchases.Event(purchases.Facts(one, tier: "starter"), claim), Purchases.Event(purchases.Facts(other, tier: "pro"), claim));
            BillingEvent[] racing =
            [
                Purchases.Event(purchases.Facts(one, 1, tier: "enterprise")), Purchases.Event(purchases.Facts(other, 1, SubscriptionStatus.Expired)),
                Purchases.Event(purchases.Facts(one, 2, SubscriptionStatus.Expired)), Purchases.Event(purchases.Facts(other, 2, tier: "starter", addOns: 0)),
            ];

            await Task.WhenAll(racing.Select(said => Task.Run(() => purchases.ReceiveAsync(said))));

            Assert.Equal("starter", await purchases.TierAsync(user));
        }
    }

    // The life of a subscription, with what its owner has at its end.
    private async Task<(User User, string Tier, long AddOns, IReadOnlyList<BillingEvent> Events)> HistoryAsync(int number)
    {
        var user = await purchases.NewUserAsync();
        var id = Purchases.NewId();
        var claim = await purchases.ClaimAsync(user);
        var events = new List<BillingEvent> { Purchases.Event(Said.Order(0, id: id), claim), Purchases.Event(purchases.Facts(id), claim), Purchases.Event(Said.Payment(0, id: id), claim) };
        SubscriptionStatus[] life = [SubscriptionStatus.Active, SubscriptionStatus.PastDue, SubscriptionStatus.Active, SubscriptionStatus.Cancelled, SubscriptionStatus.Active, SubscriptionStatus.Paused, SubscriptionStatus.Active];
        events.AddRange(life.Select((status, hour) => Purchases.Event(purchases.Facts(id, hour + 1, status), claim)));
        var (tier, addOns, last) = (number % 4) switch
        {
            0 => ("free", 0L, purchases.Facts(id, 9, SubscriptionStatus.Expired)),
            1 => ("enterprise", 0L, purchases.Facts(id, 9, tier: "enterprise")),
            2 => ("starter", 0L, purchases.Facts(id, 9, tier: "starter")),
            _ => ("pro", 3L, purchases.Facts(id, 9, addOns: 3)),
        };
        events.Add(Purchases.Event(last, claim));
        return (user, tier, addOns, events);
    }
}
