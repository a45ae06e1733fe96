using System.Net;
using Microsoft.Playwright;
using Webhost.EndToEnd.Tests.Stack;

namespace Webhost.EndToEnd.Tests.Dashboard;

/// <summary>What is done to an agent as a whole.</summary>
[Collection(DashboardCollection.Name)]
public sealed class SettingsPageTests(StackFixture fixture, DashboardFixture dashboard) : DashboardTest(fixture, dashboard)
{
    [Fact]
    public async Task An_agent_is_renamed_disabled_enabled_cloned_and_deleted()
    {
        var person = await OwnerAsync();
        var agent = await person.HostAsync("original", Talker.Saying("here"));
        var page = await person.OpenAsync($"/agents/{agent.AgentId}/settings");

        await page.Field("Name").FillAsync("renamed");
        await page.Button("Save").ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "renamed", Level = 1 }).IsThereAsync();

        await page.Button("Disable …").ClickAsync();
        await page.OpenDialog().Button("Disable").ClickAsync();
        await page.Notices().SaysAsync("The agent is disabled.");
        await EventuallyAnswersAsync(person, agent.AgentId, HttpStatusCode.Conflict);
        await page.TurnToAsync("Playground");
        await page.GetByText("This agent is disabled.").IsThereAsync();
        await page.TurnToAsync("Settings");
        await page.Button("Enable").ClickAsync();
        await page.Notices().SaysAsync("The agent answers again.");
        await EventuallyAnswersAsync(person, agent.AgentId, HttpStatusCode.OK);

        await page.Button("Clone …").ClickAsync();
        await page.OpenDialog().GetByLabel("Name of the copy").FillAsync("twin");
        await page.OpenDialog().Button("Clone").ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "twin", Level = 1 }).IsThereAsync();
        var copyId = new Uri(page.Url).Segments[^1];
        Assert.NotEqual(agent.AgentId, copyId);

        await page.TurnToAsync("Settings");
        await page.Button("Delete …").ClickAsync();
        await page.OpenDialog().GetByRole(AriaRole.Textbox).FillAsync("renamed");
        await Assertions.Expect(page.OpenDialog().Button("Delete the agent")).ToBeDisabledAsync();
        await page.OpenDialog().GetByRole(AriaRole.Textbox).FillAsync("twin");
        await page.OpenDialog().Button("Delete the agent").ClickAsync();
        await page.IsAtAsync(person.At("/agents"));
        await page.Notices().SaysAsync("twin was deleted.");
        await page.Row("Agents", "renamed").IsThereAsync();
        await page.Row("Agents", "twin").IsGoneAsync();
        await ApiClient.ErrorAsync(await person.Api.Http.GetAsync($"/v1/agents/{copyId}"), HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_runtime_that_the_plan_lacks_is_refused_with_a_way_out()
    {
        var person = await OwnerAsync();
        var agent = await TalkerAsync();
        var page = await person.OpenAsync($"/agents/{agent.AgentId}/settings");

        await page.Field("Runtime").SelectOptionAsync("AgentCore");
        await page.Button("Change the runtime").ClickAsync();

        await page.Alert().SaysAsync("Choose a larger plan under Billing");
        Assert.Equal("cloudflare", (await person.Api.GetAsync<Contracts.Agents.Agent>($"/v1/agents/{agent.AgentId}")).RuntimeProvider);
    }

    private static Task EventuallyAnswersAsync(Person person, string agentId, HttpStatusCode status) => Eventually.TrueAsync(
        async () =>
        {
            using var answer = await person.Api.TryInvokeAsync(agentId, "hello");
            return answer.StatusCode == status;
        },
        $"calls to be answered with {(int)status}");
}
