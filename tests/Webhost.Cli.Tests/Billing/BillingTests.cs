using Webhost.Cli.Billing;
using Webhost.Cli.Tests.Support;
using Webhost.Contracts;
using Webhost.Contracts.Billing;
using Webhost.Contracts.Errors;

namespace Webhost.Cli.Tests.Billing;

public sealed class BillingTests : CliTest
{
    [Fact]
    public async Task Plans_are_a_table_in_which_ones_own_is_marked()
    {
        var outcome = await Cli.RunAsync("billing", "plans");

        Assert.Matches(@"(?m)^\* +free +\$0.00 +1 +10,000 +1,000,000 +20,000 s +1 GB +no *$", outcome.Output);
        Assert.Matches(@"(?m)^ +pro +\$99.00 +unlimited .* \$50.00 an agent *$", outcome.Output);
        Assert.Equal(2, (await Cli.RunAsync("billing", "plans", "--json")).Json<PlansView>().Plans.Count);
    }

    [Fact]
    public async Task Status_says_where_the_subscription_stands_and_what_happens_next()
    {
        var outcome = await Cli.RunAsync("billing", "status");

        Assert.Matches("(?m)^status +past due$", outcome.Output);
        Assert.Matches("(?m)^agentcore +2 add-ons$", outcome.Output);
        Assert.Matches("(?m)^grace ends +2026-12-01 08:00:00Z$", outcome.Output);
        Assert.Matches("(?m)^next +The payment failed and is tried again.$", outcome.Output);
        Assert.DoesNotContain("trial", outcome.Output, StringComparison.Ordinal);
        Assert.Equal(SubscriptionStatus.PastDue, (await Cli.RunAsync("billing", "status", "--json")).Json<Subscription>().Status);
    }

    [Fact]
    public async Task A_checkout_writes_its_address_alone_and_opens_it_when_asked()
    {
        var outcome = await Cli.RunAsync("billing", "checkout", "pro", "--agentcore", "2", "--browser");
        var json = await Cli.RunAsync("billing", "checkout", "starter", "--json");

        Assert.Equal("https://pay.test/1?signature=x\n", outcome.Output);
        Assert.Contains("2026-11-25", outcome.Error, StringComparison.Ordinal);
        Assert.Equal([new Uri("https://pay.test/1?signature=x")], Cli.Opened);
        Assert.Equal([new CheckoutRequest { Tier = "pro", AgentCoreAddOns = 2 }, new CheckoutRequest { Tier = "starter" }], Api.Billing.Checkouts);
        Assert.Equal("https://pay.test/1?signature=x", json.Json<CheckoutLink>().Url.ToString());
    }

    [Fact]
    public async Task A_checkout_whose_answer_is_lost_is_sent_again_under_the_same_key()
    {
        var keys = new List<string>();
        Api.AnswerNext("POST", "/v1/billing/checkout", context =>
        {
            keys.Add(context.Request.Headers["Idempotency-Key"].ToString());
            context.Abort();
            return Task.CompletedTask;
        });

        var outcome = await Cli.RunAsync("billing", "checkout", "pro");
        await Cli.RunAsync("billing", "checkout", "pro");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(keys, Api.Billing.Keys.Take(1));
        Assert.Equal(2, Api.Billing.Keys.Distinct().Count());
        Assert.All(Api.Billing.Keys, key => Assert.True(Guid.TryParse(key, out _)));
    }

    [Fact]
    public async Task A_change_names_a_plan_or_add_ons()
    {
        var both = await Cli.RunAsync("billing", "change", "enterprise", "--agentcore", "3");
        var addOns = await Cli.RunAsync("billing", "change", "--agentcore", "0");
        var neither = await Cli.RunAsync("billing", "change");

        Assert.Equal((0, 0, 2), (both.ExitCode, addOns.ExitCode, neither.ExitCode));
        Assert.Equal([new ChangeSubscriptionRequest { Tier = "enterprise", AgentCoreAddOns = 3 }, new ChangeSubscriptionRequest { AgentCoreAddOns = 0 }], Api.Billing.Changes);
    }

    [Fact]
    public async Task The_portals_address_goes_to_standard_output()
    {
        var outcome = await Cli.RunAsync("billing", "portal");

        Assert.Equal("https://portal.test/1?signature=x\n", outcome.Output);
        Assert.Empty(Cli.Opened);
        Assert.Equal("https://portal.test/1?signature=x", (await Cli.RunAsync("billing", "portal", "--json")).Json<PortalLink>().Url.ToString());
    }

    [Fact]
    public async Task Invoices_are_listed_with_what_was_given_back()
    {
        var outcome = await Cli.RunAsync("billing", "invoices", "--limit", "1");

        Assert.Matches("5 +2026-11-24 08:00:00Z +1,099.00 USD +partially_refunded +10.50 USD +https://invoice.test/5", outcome.Output);
        Assert.Contains("--cursor next", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("GET /v1/billing/invoices?limit=1", Api.Requests);
        Assert.Single((await Cli.RunAsync("billing", "invoices", "--json")).Json<Page<Invoice>>().Items);
    }

    [Fact]
    public async Task Operators_replay_one_event_or_a_range()
    {
        var range = await Cli.RunAsync("billing", "replay", "--from", "2026-11-01", "--to", "2026-11-02", "--state", "failed");
        var one = await Cli.RunAsync("billing", "replay", "abc", "--json");

        Assert.Matches("subscription_updated +subscription 1 +applied +abc", range.Output);
        Assert.Contains("--from 2026-11-24T08:00:00.000Z", range.Error, StringComparison.Ordinal);
        Assert.Equal(
            [
                new ReplayRequest { From = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero), To = new(2026, 11, 2, 0, 0, 0, TimeSpan.Zero), State = WebhookEventState.Failed },
                new ReplayRequest { EventId = "abc" },
            ],
            Api.Billing.Replays);
        Assert.True(one.Json<ReplayOutcome>().More);
        Assert.Equal(2, (await Cli.RunAsync("billing", "replay", "--state", "lost")).ExitCode);
    }

    [Fact]
    public async Task A_refusal_is_told_as_it_is()
    {
        Api.FailNext("POST", "/v1/billing/checkout", 409, ErrorCode.Conflict, "You have a subscription.");

        var outcome = await Cli.RunAsync("billing", "checkout", "pro");

        Assert.Equal(5, outcome.ExitCode);
        Assert.Contains("You have a subscription.", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none", 0L, null, "no")]
    [InlineData("included", null, null, "unlimited")]
    [InlineData("included", 10L, null, "10 included")]
    [InlineData("included", 10L, 50.0, "10 included, then $50.00 an agent")]
    [InlineData("addOn", 0L, 49.5, "$49.50 an agent")]
    public void AgentCore_is_described_in_a_word(string access, long? included, double? price, string text) =>
        Assert.Equal(text, BillingText.AgentCore(new AgentCoreOffer { Access = access, IncludedAgents = included, AddOnUsd = (decimal?)price }));
}
