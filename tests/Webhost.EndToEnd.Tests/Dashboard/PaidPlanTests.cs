using Microsoft.Playwright;
using Webhost.Contracts.Billing;
using Webhost.EndToEnd.Tests.Stack;
using Webhost.Local.LemonSqueezy.Tests.Browser;

namespace Webhost.EndToEnd.Tests.Dashboard;

/// <summary>From the free plan to a paid one, and to the runtime that comes with it.</summary>
[Collection(DashboardCollection.Name)]
public sealed class PaidPlanTests(StackFixture fixture, DashboardFixture dashboard) : DashboardTest(fixture, dashboard)
{
    [Fact]
    public async Task Somebody_upgrades_by_card_deploys_to_AgentCore_talks_to_the_agent_and_sees_its_runtime_in_the_metrics()
    {
        var person = await NewcomerAsync();
        var page = await UpgradeAsync(person, "Enterprise", "Pay $500.00");
        await page.EvaluateAsync("window.notReloaded = true");
        await page.Title("Enterprise plan Active").IsThereAsync();
        await page.GetByRole(AriaRole.Listitem).Filter(new() { Has = page.GetByRole(AriaRole.Heading, new() { Name = "Enterprise", Exact = true }) }).SaysAsync("Your plan");
        await page.List("Invoices").SaysAsync("$500.00");
        await page.List("Invoices").SaysAsync("Paid");
        Assert.True(await page.EvaluateAsync<bool>("window.notReloaded === true"));

        await page.GotoAsync(person.At("/agents/new"));
        await page.Field("Folder").SetInputFilesAsync(RepositoryRoot.Combine("samples", "python-agent"));
        await page.Button("Deploy").ClickAsync();
        await page.GetByText("python-agent is live").IsThereAsync();
        await page.Button("Send").ClickAsync();
        await page.Conversation().SaysAsync("You said: Hello!");

        await page.Link("Go to the agent").ClickAsync();
        await page.TurnToAsync("Metrics");
        await page.Button("1h").ClickAsync();
        await page.GetByRole(AriaRole.Region, new() { Name = "Runtimes compared" }).SaysAsync("AgentCore");
    }

    [Fact]
    public async Task A_subscriber_reaches_the_payment_portal_and_comes_back_to_a_plan_that_was_cancelled_there()
    {
        var person = await NewcomerAsync();
        var page = await UpgradeAsync(person, "Starter", "Pay $29.00");

        await page.Button("Manage payment").ClickAsync();
        await page.GetByRole(AriaRole.Main).SaysAsync("webhost: Starter");
        await page.GetByRole(AriaRole.Link, new() { Name = "Cancel" }).First.ClickAsync();
        await page.Button("Cancel the subscription").ClickAsync();
        await page.GetByRole(AriaRole.Main).SaysAsync("Cancelled");
        await page.GotoAsync(person.At("/billing"));

        await page.Title("Starter plan Cancelled").IsThereAsync();
    }

    [Fact]
    public async Task A_subscriber_buys_places_for_agents_on_AgentCore_and_gives_one_back_for_the_next_period()
    {
        var person = await NewcomerAsync();
        var page = await UpgradeAsync(person, "Pro", "Pay $99.00");
        await page.Title("Pro plan Active").IsThereAsync();

        await page.Button("One more").ClickAsync();
        await page.Button("One more").ClickAsync();
        await ChangePlacesAsync(page, "2 agents on AgentCore?", "Buy");
        var bought = await person.Api.GetAsync<Subscription>("/v1/billing/subscription");
        await page.Button("One less").ClickAsync();
        await ChangePlacesAsync(page, "1 agent on AgentCore?", "Change");
        var given = await person.Api.GetAsync<Subscription>("/v1/billing/subscription");

        Assert.Equal((2L, null), (bought.AgentCoreAddOns, bought.NextAgentCoreAddOns));
        Assert.Equal((2L, 1L), (given.AgentCoreAddOns, given.NextAgentCoreAddOns));
        await page.ReloadAsync();
        await page.GetByRole(AriaRole.Status, new() { Name = "Places" }).SaysAsync("1");
    }

    /// <summary>Buys a plan by card, from the billing page back to it.</summary>
    private static async Task<IPage> UpgradeAsync(Person person, string plan, string pay)
    {
        var page = await person.OpenAsync("/billing");
        await page.Button($"Upgrade to {plan}").ClickAsync();
        await page.OpenDialog().Button("Go to the payment page").ClickAsync();
        await page.PayAsync(Forms.Visa, pay);
        await page.IsAtAsync(person.At("/billing"));
        return page;
    }

    private static async Task ChangePlacesAsync(IPage page, string question, string act)
    {
        await page.Button("Change places").ClickAsync();
        await page.OpenDialog().SaysAsync(question);
        await page.OpenDialog().Button(act).ClickAsync();
        await page.OpenDialog().IsGoneAsync();
        await Assertions.Expect(page.Button("Change places")).ToBeDisabledAsync(new() { Timeout = Screen.PatienceMs });
    }
}
