using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Webhost.Billing.LemonSqueezy.Api;
using Webhost.Billing.LemonSqueezy.Webhooks;
using Webhost.Contracts.Billing;
using Webhost.Core.Billing;
using Webhost.Core.Results;

namespace Webhost.Billing.LemonSqueezy.Tests;

public sealed class LemonSqueezyProviderTests : IDisposable
{
    private readonly FakeApi api = new();
    private readonly LemonSqueezyHttp http;
    private readonly IBillingProvider provider;

    public LemonSqueezyProviderTests()
    {
        var settings = Samples.Options();
        settings.MeteredPlans = "starter";
        var options = Options.Create(settings);
        var facts = new FactReader(options);
        http = new LemonSqueezyHttp(api);
        provider = new LemonSqueezyProvider(new LemonSqueezyClient(http, options, new MovingClock(), NullLogger<LemonSqueezyClient>.Instance), facts, new EventReader(facts), options);
    }

    public void Dispose() => http.Dispose();

    [Fact]
    public void It_sells_what_has_a_variant()
    {
        Assert.Equal((true, true, false, false), (provider.Sells("starter"), provider.Sells("pro"), provider.Sells("enterprise"), provider.Sells("free")));
        Assert.Equal((true, false, true), (provider.IsMetered("starter"), provider.IsMetered("pro"), provider.TestMode));
    }

    [Fact]
    public async Task A_checkout_is_made_for_the_variant_with_the_quantity_and_the_signed_custom_data()
    {
        api.Answer("""{"data":{"type":"checkouts","id":"ac470bd4","attributes":{"store_id":7,"variant_id":102,"expires_at":"2026-11-25T09:00:00.000000Z","url":"https://store.lemonsqueezy.com/checkout/custom/ac470bd4?signature=x"}}}""", status: 201);

        var link = (await provider.CreateCheckoutAsync(
            new CheckoutOrder
            {
                Tier = "pro",
                AddOns = 2,
                Claim = new CheckoutClaim("usr_1", "chk_1", "mac"),
                Email = "ada@example.com",
                ReturnUrl = new Uri("https://app.test/billing"),
                ExpiresAt = Samples.Time("2026-11-25T09:00:00Z"),
            },
            default)).Value;

        Assert.Equal(("https://store.lemonsqueezy.com/checkout/custom/ac470bd4?signature=x", Samples.Time("2026-11-25T09:00:00Z")), (link.Url.ToString(), link.ExpiresAt));
        var (method, path, body, _, _, _) = Assert.Single(api.Requests);
        Assert.Equal(("POST", "/v1/checkouts"), (method, path));
        Assert.Equal(
            """{"data":{"type":"checkouts","attributes":{"checkout_data":{"custom":{"user_id":"usr_1","checkout_id":"chk_1","signature":"mac"},"email":"ada@example.com","variant_quantities":[{"variant_id":102,"quantity":3}]},"product_options":{"enabled_variants":[102],"redirect_url":"https://app.test/billing"},"expires_at":"2026-11-25T09:00:00Z","test_mode":true},"relationships":{"store":{"data":{"type":"stores","id":"7"}},"variant":{"data":{"type":"variants","id":"102"}}}}}""",
            body.GetRawText());
    }

    [Fact]
    public async Task A_checkout_without_add_ons_names_no_quantity()
    {
        api.Answer("""{"data":{"type":"checkouts","id":"1","attributes":{"url":"https://store.test/c"}}}""");

        var link = (await provider.CreateCheckoutAsync(new CheckoutOrder { Tier = "pro", AddOns = 0, Claim = new CheckoutClaim("u", "c", "m"), ExpiresAt = Samples.Time("2026-11-25T09:00:00Z") }, default)).Value;

        Assert.Null(link.ExpiresAt);
        Assert.False(api.Requests[0].Body.GetProperty("data").GetProperty("attributes").GetProperty("checkout_data").TryGetProperty("variant_quantities", out _));
    }

    [Fact]
    public async Task A_subscription_is_asked_for_by_its_id()
    {
        api.Answer(Samples.Document(Samples.Subscription("1/2", quantity: 4)));

        var facts = (await provider.FindAsync("1/2", default)).Value;

        Assert.Equal(("GET", "/v1/subscriptions/1%2F2"), (api.Requests[0].Method, api.Requests[0].Path));
        Assert.Equal(("1/2", "pro", 3L, true), (facts.SubscriptionId, facts.Tier, facts.AddOns, facts.Asked));
    }

    [Fact]
    public async Task What_is_of_another_store_or_mode_or_no_plan_is_as_good_as_absent()
    {
        api.Answer(Samples.Document(Samples.Subscription(change: said => said["store_id"] = 8)))
            .Answer(Samples.Document(Samples.Subscription(change: said => said["test_mode"] = false)))
            .Answer(Samples.Document(Samples.Subscription(variant: 5)))
            .Refuse(404);

        for (var call = 0; call < 4; call++)
        {
            Assert.IsType<Failure.NotFound>((await provider.FindAsync("1", default)).Failure);
        }
    }

    [Fact]
    public async Task Lists_are_paged_and_filtered_and_leave_out_what_is_not_ours()
    {
        api.Answer(Samples.List(1, 2, Samples.Subscription("1"), Samples.Subscription("2", variant: 5), Samples.Subscription("3", variant: 101))).Answer(Samples.List(2, 2));

        var first = (await provider.ListAsync(SubscriptionStatus.PastDue, 1, default)).Value;
        var second = (await provider.ListAsync(SubscriptionStatus.PastDue, 2, default)).Value;

        Assert.Equal("/v1/subscriptions?page%5Bnumber%5D=1&page%5Bsize%5D=100&filter%5Bstore_id%5D=7&filter%5Bstatus%5D=past_due", api.Requests[0].Path);
        Assert.Equal([("1", "pro", "ada@example.com"), ("3", "starter", "ada@example.com")], first.Items.Select(item => (item.Facts.SubscriptionId, item.Facts.Tier, item.Email)));
        Assert.Equal((true, false), (first.More, second.More));
        Assert.DoesNotContain("ada", first.Items[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_portal_link_is_the_signed_one_of_the_moment()
    {
        api.Answer(Samples.Document(Samples.Subscription()));

        Assert.Equal(Samples.Portal, (await provider.GetPortalAsync("1", default)).Value.ToString());
    }

    [Fact]
    public async Task Invoices_have_amounts_in_whole_units_and_their_links()
    {
        api.Answer(Samples.List(1, 1, Samples.Invoice(), Samples.Invoice("901", "partial_refund", refunded: 150, reason: "renewal"), Samples.Invoice("902", "refunded", refunded: 9900), Samples.Invoice("903", subscription: 2)));

        var page = (await provider.ListInvoicesAsync("1", 1, 10, default)).Value;

        Assert.Equal("/v1/subscription-invoices?page%5Bnumber%5D=1&page%5Bsize%5D=10&filter%5Bstore_id%5D=7&filter%5Bsubscription_id%5D=1", api.Requests[0].Path);
        Assert.Equal(
            [("900", 99m, "EUR", "paid", false, null), ("901", 99m, "EUR", "partially_refunded", true, 1.5m), ("902", 99m, "EUR", "refunded", true, 99m)],
            page.Items.Select(item => (item.InvoiceId, item.Amount, item.Currency, item.Status, item.Refunded, item.RefundedAmount)));
        Assert.Equal("https://store.test/invoice/900?signature=invoice-canary", page.Items[0].Url!.ToString());
        Assert.False(page.More);
    }

    [Fact]
    public async Task Payments_of_all_subscriptions_are_listed_together()
    {
        api.Answer(Samples.List(1, 2, Samples.Invoice(), Samples.Invoice("901", "refunded", refunded: 9900, reason: "renewal", subscription: 2)));

        var page = (await provider.ListPaymentsAsync(1, default)).Value;

        Assert.Equal("/v1/subscription-invoices?page%5Bnumber%5D=1&page%5Bsize%5D=100&filter%5Bstore_id%5D=7", api.Requests[0].Path);
        Assert.Equal([("900", "1", true, false), ("901", "2", true, true)], page.Items.Select(item => (item.InvoiceId, item.SubscriptionId, item.Paid, item.RefundedInFull)));
        Assert.True(page.More);
    }

    [Fact]
    public async Task An_order_is_given_back_by_what_is_left_of_it_and_no_second_time()
    {
        api.Answer(Samples.Document(Samples.Order("partial_refund", refunded: 900))).Answer(Samples.Document(Samples.Order("refunded", refunded: 9900)))
            .Answer(Samples.Document(Samples.Order("refunded", refunded: 9900))).Answer(Samples.Document(Samples.Order("pending"))).Refuse(404);

        Assert.True((await provider.RefundAsync("55", default)).Succeeded);
        Assert.Equal(("GET", "/v1/orders/55"), (api.Requests[0].Method, api.Requests[0].Path));
        Assert.Equal(("POST", "/v1/orders/55/refund"), (api.Requests[1].Method, api.Requests[1].Path));
        Assert.Equal("""{"data":{"type":"orders","id":"55","attributes":{"amount":9000}}}""", api.Requests[1].Body.GetRawText());

        Assert.True((await provider.RefundAsync("55", default)).Succeeded);
        Assert.True((await provider.RefundAsync("55", default)).Succeeded);
        Assert.IsType<Failure.NotFound>((await provider.RefundAsync("55", default)).Failure);
        Assert.Equal(5, api.Requests.Count);
    }

    [Fact]
    public async Task A_refund_whose_answer_was_lost_is_not_sent_again_by_itself()
    {
        api.Answer(Samples.Document(Samples.Order())).Break(HttpRequestError.ResponseEnded);

        Assert.IsType<Failure.Unavailable>((await provider.RefundAsync("55", default)).Failure);
        Assert.Equal(2, api.Requests.Count);
    }

    [Fact]
    public async Task Usage_is_set_and_never_added()
    {
        api.Refuse(500).Answer("""{"data":{"type":"usage-records","id":"1","attributes":{}}}""");

        Assert.True((await provider.SetUsageAsync("77", 42, default)).Succeeded);

        Assert.All(api.Requests, request => Assert.Equal(
            """{"data":{"type":"usage-records","attributes":{"quantity":42,"action":"set"},"relationships":{"subscription-item":{"data":{"type":"subscription-items","id":"77"}}}}}""", request.Body.GetRawText()));
    }

    [Theory]
    [InlineData(ChargeTerms.AtOnce, ",\"invoice_immediately\":true")]
    [InlineData(ChargeTerms.WithNextPayment, "")]
    [InlineData(ChargeTerms.NotAtAll, ",\"disable_prorations\":true")]
    public async Task Plan_and_add_ons_are_changed_one_by_one_on_the_terms_that_are_asked_for(ChargeTerms terms, string flag)
    {
        var present = await PresentAsync(variant: 101, quantity: 1);
        api.Answer(Samples.Document(Samples.Subscription())).Answer(Samples.Document(Samples.Subscription())).Answer("{}").Answer(Samples.Document(Samples.Subscription(quantity: 3)));

        var larger = (await provider.ChangePlanAsync(present, "pro", terms, default)).Value;
        var more = (await provider.ChangeAddOnsAsync(larger, 2, terms, default)).Value;

        Assert.Equal((("pro", 0L), ("pro", 2L)), ((larger.Tier, larger.AddOns), (more.Tier, more.AddOns)));
        Assert.Equal(
            [("PATCH", "/v1/subscriptions/1"), ("GET", "/v1/subscriptions/1"), ("PATCH", "/v1/subscription-items/77"), ("GET", "/v1/subscriptions/1")],
            api.Requests.Skip(1).Select(request => (request.Method, request.Path)));
        Assert.Equal($$$$"""{"data":{"type":"subscriptions","id":"1","attributes":{"variant_id":102{{{{flag}}}}}}}""", api.Requests[1].Body.GetRawText());
        Assert.Equal($$$$"""{"data":{"type":"subscription-items","id":"77","attributes":{"quantity":3{{{{flag}}}}}}}""", api.Requests[3].Body.GetRawText());
    }

    [Fact]
    public async Task A_change_that_may_have_been_charged_is_not_sent_twice()
    {
        var present = await PresentAsync(variant: 101, quantity: 1);
        api.Refuse(500);

        Assert.IsType<Failure.Unavailable>((await provider.ChangePlanAsync(present, "pro", ChargeTerms.AtOnce, default)).Failure);
        Assert.Equal(2, api.Requests.Count);
    }

    [Fact]
    public async Task Answers_that_can_not_be_read_are_told_as_trouble_and_never_taken_for_empty()
    {
        api.Answer("{}").Answer("""{"data":{"id":"1","attributes":{}}}""").Answer("""{"data":[{"id":"1"}]}""").Answer("[]");

        Assert.IsType<Failure.Unavailable>((await provider.CreateCheckoutAsync(new CheckoutOrder { Tier = "pro", AddOns = 0, Claim = new CheckoutClaim("u", "c", "m"), ExpiresAt = default }, default)).Failure);
        Assert.IsType<Failure.Unavailable>((await provider.FindAsync("1", default)).Failure);
        Assert.IsType<Failure.Unavailable>((await provider.ListInvoicesAsync("1", 1, 10, default)).Failure);
        Assert.IsType<Failure.Unavailable>((await provider.ListAsync(SubscriptionStatus.Active, 1, default)).Failure);
    }

    private async Task<SubscriptionFacts> PresentAsync(long variant, long quantity)
    {
        api.Answer(Samples.Document(Samples.Subscription(variant: variant, quantity: quantity)));
        return (await provider.FindAsync("1", default)).Value;
    }
}
