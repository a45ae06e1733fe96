using Microsoft.Playwright;
using Webhost.EndToEnd.Tests.Stack;

namespace Webhost.EndToEnd.Tests.Dashboard;

/// <summary>The deployments of an agent: what serves, what served, what failed.</summary>
[Collection(DashboardCollection.Name)]
public sealed class DeploymentPageTests(StackFixture fixture, DashboardFixture dashboard) : DashboardTest(fixture, dashboard)
{
    [Fact]
    public async Task A_version_is_rolled_back_to_and_that_is_undone()
    {
        var person = await OwnerAsync();
        var agent = await person.HostAsync("rolled", Talker.Saying("first"), Talker.Saying("second"));
        var page = await person.OpenAsync($"/agents/{agent.AgentId}/deployments");

        await page.Button("Roll back to version 1").ClickAsync();
        await page.OpenDialog().Button("Roll back").ClickAsync();
        await page.Notices().SaysAsync("Version 1 serves now.");
        await page.Row("Deployments", "Version 1").SaysAsync("Serves now");
        Assert.Equal("first", await SaidAsync(person, agent.AgentId));
        await page.Notices().Button("Undo").ClickAsync();

        await page.Notices().SaysAsync("Version 2 serves again.");
        await page.Row("Deployments", "Version 2").SaysAsync("Serves now");
        Assert.Equal("second", await SaidAsync(person, agent.AgentId));
    }

    [Fact]
    public async Task A_failure_is_explained_with_its_log_and_what_served_before_serves_on()
    {
        var person = await OwnerAsync();
        var agent = await person.HostAsync("failing", Talker.Saying("well"));
        var failed = await person.Api.TryDeployAsync(agent.AgentId, Talker.Broken);
        var page = await person.OpenAsync($"/agents/{agent.AgentId}/deployments");

        await page.Row("Deployments", "Version 1").SaysAsync("Serves now");
        await page.Row("Deployments", "Version 2").SaysAsync("failed at Bundle");
        await page.GetByRole(AriaRole.Link, new() { Name = "Version 2" }).ClickAsync();

        await page.Title("It failed at “Bundle”").IsThereAsync();
        await page.Alert().SaysAsync(failed.Error!.TraceId);
        await page.GetByRole(AriaRole.Log, new() { Name = "Deployment log" }).SaysAsync("index.js");
        await page.List("Phases").SaysAsync("Bundle, failed");
        await page.GetByRole(AriaRole.Region, new() { Name = "Differences" }).SaysAsync("Version 1");
        Assert.Equal("well", await SaidAsync(person, agent.AgentId));
    }

    private static async Task<string?> SaidAsync(Person person, string agentId) => (await person.Api.InvokeAsync(agentId, "hello")).Output.Text;
}
