using System.Globalization;
using Microsoft.Playwright;
using Webhost.EndToEnd.Tests.Stack;

namespace Webhost.EndToEnd.Tests.Dashboard;

/// <summary>What is used up, and how far it may go.</summary>
[Collection(StackCollection.Name)]
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

    private static async Task<int> UsedAsync(ILocator limit)
    {
        await limit.IsThereAsync();
        var text = await limit.Locator("span.text-ink").InnerTextAsync();
        return int.Parse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
    }
}
