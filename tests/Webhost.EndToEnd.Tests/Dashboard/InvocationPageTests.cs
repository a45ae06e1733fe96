using Microsoft.Playwright;
using Webhost.EndToEnd.Tests.Stack;

namespace Webhost.EndToEnd.Tests.Dashboard;

/// <summary>The asynchronous invocations of an agent.</summary>
[Collection(DashboardCollection.Name)]
public sealed class InvocationPageTests(StackFixture fixture, DashboardFixture dashboard) : DashboardTest(fixture, dashboard)
{
    [Fact]
    public async Task One_that_was_sent_meanwhile_shows_up_in_the_list_and_its_answer_is_read()
    {
        var person = await OwnerAsync();
        var agent = await person.HostAsync("patient", Talker.Archive);
        var page = await person.OpenAsync($"/agents/{agent.AgentId}/invocations");
        await page.GetByText("No asynchronous invocations yet").IsThereAsync();

        var sent = await person.Api.InvokeLaterAsync(agent.AgentId, "take your time");
        await page.Row("Invocations", sent.InvocationId).SaysAsync("Succeeded");
        await page.Row("Invocations", sent.InvocationId).GetByRole(AriaRole.Link).ClickAsync();

        await Answer(page).SaysAsync("You said: take your time");
        await page.Figure("Session").SaysAsync(sent.SessionId);
        await page.Link("Its logs").ClickAsync();
        await page.GetByRole(AriaRole.Option).Filter(new() { HasText = "heard take your time" }).IsThereAsync();
    }

    [Fact]
    public async Task One_that_is_sent_from_the_playground_is_read_while_it_comes_over_a_reload_and_cancelled()
    {
        var person = await OwnerAsync();
        var agent = await TalkerAsync();
        var page = await person.OpenAsync($"/agents/{agent.AgentId}/playground");

        await page.GetByRole(AriaRole.Textbox, new() { Name = "Message" }).FillAsync(Talker.Forever);
        await page.Button("Run in the background").ClickAsync();
        await page.IsAtPartAsync("/invocations/inv_");
        await Answer(page).SaysAsync("word3");
        await page.ReloadAsync();
        await Answer(page).SaysAsync("You said: word1 word2 word3");
        await page.Button("Cancel").ClickAsync();
        await page.OpenDialog().Button("Cancel the invocation").ClickAsync();

        await page.GetByText("Cancelled", new() { Exact = true }).IsThereAsync();
        await page.Button("Stopping").IsGoneAsync();
        await Answer(page).SaysAsync("word3");
    }

    private static ILocator Answer(IPage page) => page.GetByRole(AriaRole.Log, new() { Name = "Answer" });
}
