using Microsoft.Extensions.Logging.Abstractions;
using Webhost.Contracts.Billing;
using Webhost.Core.Billing;
using Webhost.Core.Tests.Doubles;
using Webhost.Core.Users;

namespace Webhost.Core.Tests.Billing;

[Collection(AzuriteCollection.Name)]
public sealed class SubscriptionLedgerTests(AzuriteFixture azurite) : PurchaseTest(azurite)
{
    [Fact]
    public async Task What_the_clock_changes_while_an_account_is_settled_takes_effect()
    {
        var time = new MovingTime(world.Clock);
        var accounts = new AccountEntitlements(
            world.Get<ISubscriptionStore>(), world.Get<IUserStore>(), world.Get<UserDirectory>(), world.Get<BillingAudit>(), world.Get<BillingOptions>(), time, NullLogger<AccountEntitlements>.Instance);
        var ledger = new SubscriptionLedger(world.Get<ISubscriptionStore>(), accounts, time, NullLogger<SubscriptionLedger>.Instance);
        for (var looks = 0; looks < 8; looks++)
        {
            var user = await purchases.NewUserAsync();
            var facts = purchases.Facts(Purchases.NewId(), status: SubscriptionStatus.Cancelled) with { EndsAt = world.Clock.GetUtcNow() + (looks * MovingTime.Step) };

            await ledger.RecordAsync(facts.SubscriptionId, [new SubscriptionStatement { Subscription = facts, Owner = new UserId(user.UserId) }], default);
            world.Clock.Advance(TimeSpan.FromMinutes(1));
            await world.Get<DueChanges>().RunAsync(default);

            Assert.True(await purchases.TierAsync(user) == "free", $"It ended at look {looks}.");
        }
    }

    /// <summary>Goes on with each look.</summary>
    private sealed class MovingTime(FakeClock clock) : TimeProvider
    {
        public static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

        public override DateTimeOffset GetUtcNow()
        {
            clock.Advance(Step);
            return clock.GetUtcNow();
        }
    }
}
