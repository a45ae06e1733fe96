using Microsoft.Playwright;
using Webhost.EndToEnd.Tests.Stack;

namespace Webhost.EndToEnd.Tests.Dashboard;

/// <summary>Addresses: every page has one that can be kept, sent, and gone back to.</summary>
[Collection(DashboardCollection.Name)]
public sealed class AddressTests(StackFixture fixture, DashboardFixture dashboard) : DashboardTest(fixture, dashboard)
{
    [Fact]
    public async Task A_kept_address_leads_through_the_sign_in_to_its_page_and_back_leads_back()
    {
        var person = await OwnerAsync();
        var agent = await TalkerAsync();
        var path = $"/agents/{agent.AgentId}/logs?level=warn";
        var page = await StrangerAsync(path);

        await page.Button("Sign in").First.ClickAsync();
        await page.GetByLabel("E-mail").FillAsync(person.Email);
        await page.GetByLabel("Password").FillAsync(Person.Password);
        await page.Button("Sign in").ClickAsync();
        await page.IsAtAsync(person.At(path));
        await page.Title("Logs").IsThereAsync();
        Assert.Equal("warn", await page.Field("Level").InputValueAsync());

        await page.TurnToAsync("Metrics");
        await page.Title("Metrics").IsThereAsync();
        await page.GoBackAsync();
        await page.IsAtAsync(person.At(path));
        await page.Title("Logs").IsThereAsync();
        await page.GoForwardAsync();
        await page.Title("Metrics").IsThereAsync();
    }

    [Fact]
    public async Task Addresses_of_nothing_say_so_and_lead_on()
    {
        var person = await OwnerAsync();
        var agent = await TalkerAsync();

        foreach (var path in new[] { "/nowhere", "/agents/a/b/c/d", $"/agents/{agent.AgentId}/nonsense" })
        {
            var page = await person.OpenAsync(path);
            await page.GetByText("There is nothing at this address").IsThereAsync();
            await page.Link("Go to the overview").ClickAsync();
            await page.GetByRole(AriaRole.Heading, new() { Name = "Overview", Level = 1 }).IsThereAsync();
            await page.CloseAsync();
        }
    }

    [Fact]
    public async Task What_belongs_to_somebody_else_is_not_found()
    {
        var agent = await TalkerAsync();
        var session = (await (await OwnerAsync()).Api.InvokeAsync(agent.AgentId, "mine")).SessionId;
        var other = await NewcomerAsync();
        var own = await other.Api.CreateAgentAsync("own");

        foreach (var path in new[] { $"/agents/{agent.AgentId}", $"/agents/{agent.AgentId}/logs", $"/agents/{agent.AgentId}/sessions/{session}" })
        {
            var page = await other.OpenAsync(path);
            await page.GetByRole(AriaRole.Heading, new() { Name = "Agent not found", Level = 1 }).IsThereAsync();
            Assert.DoesNotContain("talker", await page.ContentAsync(), StringComparison.Ordinal);
            await page.Link("All agents").ClickAsync();
            await page.Row("Agents", "own").IsThereAsync();
            await page.CloseAsync();
        }

        foreach (var path in new[] { $"/agents/{own.AgentId}/deployments/{agent.ActiveDeploymentId ?? "dep_none"}", $"/agents/{own.AgentId}/sessions/{session}" })
        {
            var page = await other.OpenAsync(path);
            await page.Alert().SaysAsync("It may have been deleted.");
            await page.CloseAsync();
        }
    }
}
