using Webhost.Contracts.Billing;
using Webhost.Core.Billing;

namespace Webhost.Core.Tests.Billing;

public sealed class SubscriptionOutlookTests
{
    private static readonly DateTimeOffset Now = Said.Start.AddDays(3);

    [Fact]
    public void Every_state_says_what_happens_next_and_when()
    {
        Assert.Contains("Nothing is charged", Outlook(), StringComparison.Ordinal);
        Assert.Equal("Pro with 2 AgentCore agents renews on 2026-12-24.", Outlook(Said.At(0, addOns: 2)));
        Assert.Equal("The trial of Pro ends on 2026-12-01; the first payment is due then.", Outlook(Said.At(0, SubscriptionStatus.OnTrial) with { TrialEndsAt = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero) }));
        Assert.Contains("then Starter begins", Outlook(Said.Record(Said.At(0), Said.At(1, tier: "starter")).With(Said.Change(0, 1))), StringComparison.Ordinal);
        Assert.Contains("before 2026-12-01", Outlook(Said.At(0), Said.At(1, SubscriptionStatus.PastDue)), StringComparison.Ordinal);
        Assert.Contains("The payment for Enterprise failed", Outlook(Said.At(0), Said.At(1, SubscriptionStatus.PastDue, "enterprise")), StringComparison.Ordinal);
        Assert.Contains("Nothing new can be made or deployed", Outlook(Said.At(-24 * 30), Said.At(-24 * 20, SubscriptionStatus.Unpaid)), StringComparison.Ordinal);
        Assert.Contains("lasts until 2026-12-24; then the account is free", Outlook(Said.At(0), Said.At(1, SubscriptionStatus.Cancelled)), StringComparison.Ordinal);
        Assert.Contains("ended on 2026-11-24", Outlook(Said.At(0), Said.At(1, SubscriptionStatus.Expired)), StringComparison.Ordinal);
        Assert.Contains("goes on meanwhile", Outlook(Said.At(0), Said.At(1, SubscriptionStatus.Paused) with { PausedForFree = true }), StringComparison.Ordinal);
        Assert.Contains("until 2026-12-24, as you have paid for it", Outlook(Said.At(0), Said.At(1, SubscriptionStatus.Paused)), StringComparison.Ordinal);
        Assert.Contains(
            "free until the next payment on 2026-12-24; Pro goes on then",
            Outlook(Said.At(-24 * 60) with { RenewsAt = Said.Start }, Said.At(1, SubscriptionStatus.Paused), Said.At(24)),
            StringComparison.Ordinal);
        Assert.Contains("the account is free meanwhile", Outlook(Said.At(-24 * 60) with { RenewsAt = Said.Start }, Said.At(1, SubscriptionStatus.Paused)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_refund_is_told_before_anything_else()
    {
        var record = Said.Record(Said.At(0)).With(Said.Payment(0, refunded: true)).Record;

        Assert.Contains("refunded in full on 2026-11-24", SubscriptionOutlook.Of(AccountState.Of([SubscriptionState.Of(record, order: null, Now)!], TimeSpan.FromDays(7)), Now), StringComparison.Ordinal);
    }

    private static string Outlook(params SubscriptionFacts[] said) => Outlook(Said.Record(said));

    private static string Outlook(SubscriptionRecord record)
    {
        var states = SubscriptionState.Of(record, order: null, Now) is { } state ? new[] { state } : [];
        return SubscriptionOutlook.Of(AccountState.Of(states, TimeSpan.FromDays(7)), Now);
    }
}
