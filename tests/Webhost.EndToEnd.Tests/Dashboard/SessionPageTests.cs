using System.Net;
using Microsoft.Playwright;
using Webhost.EndToEnd.Tests.Stack;

namespace Webhost.EndToEnd.Tests.Dashboard;

/// <summary>The sessions of an agent.</summary>
[Collection(DashboardCollection.Name)]
public sealed class SessionPageTests(StackFixture fixture, DashboardFixture dashboard) : DashboardTest(fixture, dashboard)
{
    [Fact]
    public async Task A_session_is_read_taken_up_again_and_ended()
    {
        var person = await OwnerAsync();
        var agent = await TalkerAsync();
        var session = (await person.Api.InvokeAsync(agent.AgentId, "remember the milk")).SessionId;
        var page = await person.OpenAsync($"/agents/{agent.AgentId}/sessions");

        await page.Row("Sessions", session).GetByRole(AriaRole.Link).ClickAsync();
        await page.GetByText("You said: remember the milk").IsThereAsync();
        await page.Link("Continue in the playground").ClickAsync();
        await page.Conversation().SaysAsync("You said: remember the milk");
        await page.SayAsync("and the bread");
        await page.Conversation().SaysAsync("You said: and the bread");
        await page.TurnToAsync("Sessions");
        await page.Row("Sessions", session).SaysAsync("2 calls");
        await page.List("Sessions").GetByRole(AriaRole.Listitem).First.SaysAsync(session);
        await page.Button($"End session {session}").ClickAsync();
        await page.OpenDialog().Button("End the session").ClickAsync();

        await page.Notices().SaysAsync("The session was ended.");
        await page.Row("Sessions", session).IsGoneAsync();
        await ApiClient.ErrorAsync(await person.Api.Http.GetAsync($"/v1/agents/{agent.AgentId}/sessions/{session}"), HttpStatusCode.NotFound);
    }
}
