using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Webhost.Billing.LemonSqueezy.Webhooks;
using Webhost.Contracts.Billing;
using Webhost.Core.Billing;
using Webhost.Core.Results;

namespace Webhost.Billing.LemonSqueezy.Tests.Webhooks;

public sealed class EventReaderTests
{
    private static readonly EventReader Reader = new(new FactReader(Options.Create(Samples.Options())));

    [Theory]
    [InlineData("subscription_created", "active", SubscriptionStatus.Active)]
    [InlineData("subscription_created", "on_trial", SubscriptionStatus.OnTrial)]
    [InlineData("subscription_updated", "past_due", SubscriptionStatus.PastDue)]
    [InlineData("subscription_updated", "unpaid", SubscriptionStatus.Unpaid)]
    [InlineData("subscription_cancelled", "cancelled", SubscriptionStatus.Cancelled)]
    [InlineData("subscription_resumed", "active", SubscriptionStatus.Active)]
    [InlineData("subscription_expired", "expired", SubscriptionStatus.Expired)]
    [InlineData("subscription_paused", "paused", SubscriptionStatus.Paused)]
    [InlineData("subscription_unpaused", "active", SubscriptionStatus.Active)]
    [InlineData("subscription_plan_changed", "active", SubscriptionStatus.Active)]
    public void Every_event_of_a_subscription_says_where_it_stands(string name, string status, SubscriptionStatus expected)
    {
        var said = Read(Samples.Event(name, Samples.Subscription(status: status, quantity: 3)));

        var facts = said.Subscription!;
        Assert.Equal((name, null, "subscription 1", expected), (said.Name, said.IgnoredBecause, said.Subject, facts.Status));
        Assert.Equal(("1", "55", "pro", 2L, "77", false, 24), (facts.SubscriptionId, facts.OrderId, facts.Tier, facts.AddOns, facts.ItemId, facts.UsageBased, facts.BillingDay));
        Assert.Equal(
            (Samples.Time("2026-11-24T09:41:17Z"), Samples.Time("2026-11-24T10:00:00.5Z"), Samples.Time("2026-12-24T09:41:17Z"), null, false),
            (facts.CreatedAt, facts.UpdatedAt, facts.RenewsAt, facts.EndsAt, facts.Asked));
    }

    [Fact]
    public void Pauses_trials_ends_and_usage_are_read()
    {
        var paused = Read(Samples.Event("subscription_paused", Samples.Subscription(status: "paused", change: said => said["pause"] = new JsonObject { ["mode"] = "free", ["resumes_at"] = "2027-01-01T00:00:00.000000Z" }))).Subscription!;
        var trial = Read(Samples.Event("subscription_created", Samples.Subscription(status: "on_trial", change: said =>
        {
            said["trial_ends_at"] = "2026-12-01T00:00:00.000000Z";
            said["first_subscription_item"] = null;
        }))).Subscription!;
        var ended = Read(Samples.Event("subscription_expired", Samples.Subscription(status: "expired", change: said => said["ends_at"] = "2026-12-24T00:00:00.000000Z"))).Subscription!;
        var metered = Read(Samples.Event("subscription_created", Samples.Subscription(quantity: 0, change: said => said["first_subscription_item"]!["is_usage_based"] = true))).Subscription!;

        Assert.Equal((true, Samples.Time("2027-01-01T00:00:00Z")), (paused.PausedForFree, paused.ResumesAt));
        Assert.Equal((Samples.Time("2026-12-01T00:00:00Z"), null, 0L), (trial.TrialEndsAt, trial.ItemId, trial.AddOns));
        Assert.Equal(Samples.Time("2026-12-24T00:00:00Z"), ended.EndsAt);
        Assert.Equal((true, 0L), (metered.UsageBased, metered.AddOns));
    }

    [Theory]
    [InlineData("subscription_payment_success", "paid", 0, "initial", true, false, true, true)]
    [InlineData("subscription_payment_success", "paid", 0, "updated", true, false, false, false)]
    [InlineData("subscription_payment_failed", "pending", 0, "renewal", false, false, true, false)]
    [InlineData("subscription_payment_recovered", "paid", 0, "renewal", true, false, true, false)]
    [InlineData("subscription_payment_refunded", "refunded", 9900, "renewal", true, true, true, false)]
    [InlineData("subscription_payment_refunded", "partial_refund", 100, "renewal", true, false, true, false)]
    public void A_payment_event_carries_an_invoice_and_not_a_subscription(string name, string status, long refunded, string reason, bool paid, bool inFull, bool forPeriod, bool first)
    {
        var said = Read(Samples.Event(name, Samples.Invoice(status: status, refunded: refunded, reason: reason, subscription: 44)));

        var payment = said.Payment!;
        Assert.Equal(("subscription 44", "900", "44"), (said.Subject, payment.InvoiceId, payment.SubscriptionId));
        Assert.Equal((paid, inFull, forPeriod, first), (payment.Paid, payment.RefundedInFull, payment.ForPeriod, payment.First));
    }

    [Theory]
    [InlineData("order_created", "paid", 0, false)]
    [InlineData("order_refunded", "refunded", 9900, true)]
    [InlineData("order_refunded", "paid", 9900, true)]
    [InlineData("order_refunded", "partial_refund", 100, false)]
    public void An_order_says_whether_all_of_it_was_given_back(string name, string status, long refunded, bool inFull)
    {
        var said = Read(Samples.Event(name, Samples.Order(status, refunded)));

        Assert.Equal(("order 55", "55", inFull), (said.Subject, said.Order!.OrderId, said.Order.RefundedInFull));
    }

    [Fact]
    public void The_claim_of_the_checkout_is_read_as_it_is_and_only_texts_are()
    {
        var custom = new JsonObject { ["user_id"] = "usr_1", ["checkout_id"] = "chk_1", ["signature"] = "abc", ["more"] = "x" };

        Assert.Equal(new CheckoutClaim("usr_1", "chk_1", "abc"), Read(Samples.Event("order_created", Samples.Order(), custom: custom)).Claim);
        Assert.Equal(new CheckoutClaim(null, null, null), Read(Samples.Event("order_created", Samples.Order(), custom: new JsonObject { ["user_id"] = 5 })).Claim);
        Assert.Null(Read(Samples.Event("order_created", Samples.Order())).Claim);
    }

    [Theory]
    [InlineData("license_key_created")]
    [InlineData("subscription_something_new")]
    [InlineData("affiliate_activated")]
    public void An_unknown_event_is_ignored(string name) => Assert.NotNull(Read(Samples.Event(name, Samples.Subscription())).IgnoredBecause);

    [Fact]
    public void The_other_mode_another_store_another_product_and_what_can_not_be_read_are_ignored_with_the_reason()
    {
        Assert.Contains("TestMode", Read(Samples.Event("subscription_created", Samples.Subscription(), testMode: false)).IgnoredBecause, StringComparison.Ordinal);
        Assert.Contains("TestMode", Read(Samples.Event("subscription_created", Samples.Subscription(change: said => said["test_mode"] = false))).IgnoredBecause, StringComparison.Ordinal);
        Assert.Contains("StoreId", Read(Samples.Event("subscription_created", Samples.Subscription(change: said => said["store_id"] = 8))).IgnoredBecause, StringComparison.Ordinal);
        Assert.Contains("Variants", Read(Samples.Event("subscription_created", Samples.Subscription(variant: 999))).IgnoredBecause, StringComparison.Ordinal);
        Assert.Contains("status", Read(Samples.Event("subscription_created", Samples.Subscription(status: "hibernating"))).IgnoredBecause, StringComparison.Ordinal);
        Assert.Contains("can't be read", Read(Samples.Event("subscription_created", Samples.Subscription(change: said => said.Remove("updated_at")))).IgnoredBecause, StringComparison.Ordinal);
        Assert.Contains("can't be read", Read(Samples.Event("subscription_payment_success", Samples.Subscription())).IgnoredBecause, StringComparison.Ordinal);
        Assert.Contains("can't be read", Read(Samples.Event("order_created", [])).IgnoredBecause, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no json")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"meta":[]}""")]
    [InlineData("""{"meta":{"event_name":5}}""")]
    public void What_is_no_event_is_refused(string body) => Assert.IsType<Failure.Invalid>(Reader.Read(Encoding.UTF8.GetBytes(body)).Failure);

    [Fact]
    public void What_is_kept_names_nobody_opens_nothing_and_reads_the_same()
    {
        var custom = new JsonObject { ["user_id"] = "usr_1", ["checkout_id"] = "chk_1", ["signature"] = "abc" };
        foreach (var (name, data) in new[] { ("subscription_updated", Samples.Subscription(quantity: 2)), ("subscription_payment_success", Samples.Invoice()), ("order_created", Samples.Order()), ("license_key_created", Samples.Order()) })
        {
            var said = Read(Samples.Event(name, data, custom: custom));

            Assert.All(new[] { "Ada", "example.com", "4242", "canary", "visa" }, secret => Assert.DoesNotContain(secret, said.Document, StringComparison.Ordinal));
            Assert.Equal(said, Read(Encoding.UTF8.GetBytes(said.Document)));
        }
    }

    private static BillingEvent Read(byte[] body) => Reader.Read(body).Value;
}
