using Microsoft.Playwright;
using Webhost.EndToEnd.Tests.Stack;

namespace Webhost.EndToEnd.Tests.Dashboard;

/// <summary>What an agent did, in figures.</summary>
[Collection(DashboardCollection.Name)]
public sealed class MetricsPageTests(StackFixture fixture, DashboardFixture dashboard) : DashboardTest(fixture, dashboard)
{
    [Fact]
    public async Task Figures_are_of_the_chosen_window_and_of_the_chosen_version()
    {
        var person = await OwnerAsync();
        var agent = await person.HostAsync("counted", Talker.Saying("first"));
        await person.Api.InvokeAsync(agent.AgentId, "hello");
        await person.Api.DeployAsync(agent.AgentId, Talker.Saying("second"));
        await person.Api.InvokeAsync(agent.AgentId, "hello");
        await person.Api.InvokeAsync(agent.AgentId, "hello");
        var page = await person.OpenAsync($"/agents/{agent.AgentId}/metrics");

        await page.Button("1h").ClickAsync();
        await page.IsAtPartAsync("range=1h");
        await Assertions.Expect(page.Button("1h")).ToHaveAttributeAsync("aria-pressed", "true");
        await page.Figure("Requests").SaysAsync("3");
        await page.GetByText("Half within").First.IsThereAsync();
        await page.Field("Deployment").SelectOptionAsync(new SelectOptionValue { Label = "Version 1" });
        await page.Figure("Requests").SaysAsync("1");
        await page.Field("Deployment").SelectOptionAsync(new SelectOptionValue { Label = "Version 2" });
        await page.Figure("Requests").SaysAsync("2");
        await page.Button("7d").ClickAsync();
        await page.GetByRole(AriaRole.Figure, new() { Name = "Requests and errors over time: 2 requests" }).IsThereAsync();

        Assert.Contains("range=7d", page.Url, StringComparison.Ordinal);
        Assert.Contains("deployment=dep_", page.Url, StringComparison.Ordinal);
    }
}
