using Webhost.Contracts.Billing;
using Webhost.Core.Billing;
using Webhost.Core.Identity;
using Webhost.Core.Plans;
using Webhost.Core.Results;
using Webhost.Core.Tests.Doubles;
using Webhost.Core.Users;

namespace Webhost.Core.Tests.Billing;

/// <summary>Users who buy, and the webhooks of what they buy, over the whole core.</summary>
internal sealed class Purchases(World world)
{
    /// <summary>A user with a row, whose address the identity provider vouches for unless it is said otherwise.</summary>
    public async Task<User> NewUserAsync(string? email = null, bool verified = true)
    {
        var userId = UserId.Of("https://issuer.test", Guid.NewGuid().ToString());
        return (await world.Get<IUserStore>().AddIfAbsentAsync(
            new User { UserId = userId.Value, Subject = "s", Email = email, EmailVerified = verified, SubscriptionTier = "free", DefaultRuntimeProvider = FakeRuntime.Name, CreatedAt = world.Clock.GetUtcNow() }, default)).Value;
    }

    /// <summary>The user as a caller, with what the user's row says now.</summary>
    public async Task<Caller> CallerAsync(User user)
    {
        var present = await UserAsync(user);
        return new Caller { User = present, Plan = world.Get<PlanCatalog>().Of(present.SubscriptionTier) };
    }

    public async Task<User> UserAsync(User user) => (await world.Get<IUserStore>().FindAsync(new UserId(user.UserId), default))!.Value;

    public async Task<string> TierAsync(User user) => (await UserAsync(user)).SubscriptionTier;

    /// <summary>A subscription's id that no other test has.</summary>
    public static string NewId() => Guid.NewGuid().ToString("n");

    /// <summary>What is said of a subscription that begins now by the test's clock.</summary>
    public SubscriptionFacts Facts(string id, double hours = 0, SubscriptionStatus status = SubscriptionStatus.Active, string tier = "pro", long addOns = 0)
    {
        var shift = Began - Said.Start;
        var said = Said.At(hours, status, tier, addOns, id);
        return said with { CreatedAt = said.CreatedAt + shift, UpdatedAt = said.UpdatedAt + shift, RenewsAt = Began.AddMonths(1), EndsAt = status == SubscriptionStatus.Cancelled ? Began.AddMonths(1) : said.EndsAt + shift, BillingDay = Began.Day };
    }

    /// <summary>When the test's subscriptions begin.</summary>
    public DateTimeOffset Began { get; } = new(world.Clock.GetUtcNow().UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);

    /// <summary>The custom data of a checkout of a user.</summary>
    public async Task<CheckoutClaim> ClaimAsync(User user) =>
        await world.Get<CheckoutClaims>().SignAsync(new UserId(user.UserId), CheckoutId.New(world.Clock).Value, world.Billing.TestMode, default);

    public static BillingEvent Event(SubscriptionFacts facts, CheckoutClaim? claim = null) => new() { Name = $"subscription_{facts.Status}", Document = string.Empty, Subscription = facts, Claim = claim };

    public static BillingEvent Event(OrderFacts facts, CheckoutClaim? claim = null) => new() { Name = facts.RefundedInFull ? "order_refunded" : "order_created", Document = string.Empty, Order = facts, Claim = claim };

    public static BillingEvent Event(PaymentFacts facts, CheckoutClaim? claim = null) => new() { Name = "subscription_payment", Document = string.Empty, Payment = facts, Claim = claim };

    /// <summary>Delivers a webhook and does not process it.</summary>
    public async Task<WebhookReceipt> DeliverAsync(BillingEvent said, string? signature = FakeBilling.Signature) => (await TryDeliverAsync(said, signature)).Value;

    public Task<Result<WebhookReceipt>> TryDeliverAsync(BillingEvent said, string? signature = FakeBilling.Signature) =>
        world.Get<WebhookInbox>().ReceiveAsync(FakeBilling.BodyOf(said), signature, default);

    /// <summary>Delivers webhooks and processes each.</summary>
    public async Task<WebhookEventState> ReceiveAsync(params BillingEvent[] events)
    {
        var eventId = string.Empty;
        foreach (var said in events)
        {
            eventId = (await DeliverAsync(said)).EventId;
            await world.Get<WebhookProcessor>().ProcessAsync([eventId], default);
        }

        return (await StoredAsync(eventId)).State;
    }

    public async Task<StoredEvent> StoredAsync(string eventId) => (await world.Get<IWebhookEventStore>().FindAsync(eventId, default))!.Value;

    /// <summary>A user with an active subscription.</summary>
    public async Task<(User User, string SubscriptionId)> SubscriberAsync(string tier = "pro", long addOns = 0)
    {
        var user = await NewUserAsync();
        var id = NewId();
        var facts = Facts(id, tier: tier, addOns: addOns);
        world.Billing.Subscriptions[id] = facts;
        await ReceiveAsync(Event(facts, await ClaimAsync(user)));
        return (user, id);
    }
}
