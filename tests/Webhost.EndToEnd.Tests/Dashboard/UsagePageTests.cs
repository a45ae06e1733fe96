using System.Globalization;
using Microsoft.Playwright;
using Webhost.Contracts.Alerts;
using Webhost.EndToEnd.Tests.Stack;

namespace Webhost.EndToEnd.Tests.Dashboard;

/// <summary>What is used up, and how far it may go.</summary>
[Collection(DashboardCollection.Name)]
public sealed class UsagePageTests(StackFixture fixture, DashboardFixture dashboard) : DashboardTest(fixture, dashboard)
{
    [Fact]
    public async Task Limits_move_while_one_looks_at_them()
    {
        var person = await OwnerAsync();
        var agent = await TalkerAsync();
        var page = await person.OpenAsync("/usage");
        var requests = page.GetByRole(AriaRole.Listitem).Filter(new() { Has = page.GetByRole(AriaRole.Meter, new() { Name = "Requests", Exact = true }) });
        var before = await UsedAsync(requests);

        for (var call = 0; call < 3; call++)
        {
            await person.Api.InvokeAsync(agent.AgentId, "count me");
        }

        await Eventually.TrueAsync(async () => await UsedAsync(requests) == before + 3, "the three calls to be counted");
    }

    [Fact]
    public async Task A_spend_cap_is_set_shown_among_the_limits_and_removed()
    {
        var person = await OwnerAsync();
        var page = await person.OpenAsync("/billing");

        await page.Field("US dollars a period").FillAsync("minus one");
        await page.Alert().SaysAsync("Give an amount in dollars");
        await page.Field("US dollars a period").FillAsync("12.50");
        await page.Button("Save the cap").ClickAsync();
        await page.Notices().SaysAsync("Calls are refused once this period’s estimate reaches US$12.50.");
        await page.GetByRole(AriaRole.Meter, new() { Name = "Spend cap" }).IsThereAsync();
        await page.Link("Usage & limits").ClickAsync();
        await page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Spend cap" }).SaysAsync("12.50");
        await page.GoBackAsync();
        await page.Button("Remove").ClickAsync();

        await page.GetByText("No cap is set.").IsThereAsync();
        await page.Notices().SaysAsync("There is no spend cap any more.");
    }

    [Fact]
    public async Task Alerts_are_switched_on_for_an_address_that_is_confirmed_and_for_a_webhook_whose_secret_is_shown_once()
    {
        var person = await NewcomerAsync();
        var page = await person.OpenAsync("/billing");
        var address = $"alerts-{person.Email}";

        await page.Field("E-mail").FillAsync(address);
        await page.Field("Thresholds, percent").FillAsync("50, 200");
        await page.GetByText("Whole percentages from 1 to 100, between commas.").IsThereAsync();
        await page.Field("Thresholds, percent").FillAsync("50, 90");
        await page.Button("Switch alerts on").ClickAsync();
        await page.Notices().SaysAsync("Alerts are on.");
        await page.Field("Code from the e-mail").FillAsync("no such code");
        await page.Button("Confirm").ClickAsync();
        await page.Alert().IsThereAsync();
        await page.Field("Code from the e-mail").FillAsync(await Letters.CodeForAsync(Stack, address));
        await page.Button("Confirm").ClickAsync();
        await page.Notices().SaysAsync("The address is confirmed.");
        await page.Field("Webhook address").FillAsync("https://example.com/alerts");
        await page.Button("Save the alerts").ClickAsync();
        await page.GetByText("It is shown once.").IsThereAsync();
        var secret = await page.GetByRole(AriaRole.Status).Locator("code").InnerTextAsync();
        await page.ReloadAsync();

        await page.Button("Switch off").IsThereAsync();
        Assert.Equal("50, 90", await page.Field("Thresholds, percent").InputValueAsync());
        Assert.StartsWith("whsec_", secret, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, await page.EverythingAsync(), StringComparison.Ordinal);
        await page.Button("Switch off").ClickAsync();
        await page.OpenDialog().Button("Switch off").ClickAsync();
        await page.Notices().SaysAsync("Alerts are off.");
        Assert.False((await person.Api.GetAsync<AlertsView>("/v1/billing/alerts")).Enabled);
    }

    private static async Task<int> UsedAsync(ILocator limit)
    {
        await limit.IsThereAsync();
        var text = await limit.Locator("span.text-ink").InnerTextAsync();
        return int.Parse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
    }
}
