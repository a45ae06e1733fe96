using Microsoft.Playwright;
using Webhost.Contracts.ApiKeys;
using Webhost.EndToEnd.Tests.Stack;

namespace Webhost.EndToEnd.Tests.Dashboard;

/// <summary>Talking to an agent.</summary>
[Collection(DashboardCollection.Name)]
public sealed class PlaygroundTests(StackFixture fixture, DashboardFixture dashboard) : DashboardTest(fixture, dashboard)
{
    [Fact]
    public async Task An_answer_is_read_while_it_comes_and_is_stopped_in_the_middle()
    {
        var page = await OpenAsync();

        await page.SayAsync(Talker.Forever);
        await page.Conversation().SaysAsync("word3");
        Assert.Equal("true", await page.Conversation().GetAttributeAsync("aria-busy"));
        await page.Button("Stop").ClickAsync();

        await page.Conversation().GetByText("Stopped").IsThereAsync();
        await page.SayAsync("and now briefly");
        await page.Conversation().SaysAsync("You said: and now briefly");
    }

    [Fact]
    public async Task A_talk_keeps_its_session_over_a_reload_until_a_new_one_is_begun()
    {
        var page = await OpenAsync();

        await page.SayAsync("my first sentence");
        await page.Conversation().SaysAsync("You said: my first sentence");
        await page.IsAtPartAsync("session=");
        await page.ReloadAsync();
        await page.Conversation().SaysAsync("You said: my first sentence");
        await page.SayAsync("my second sentence");
        await page.Conversation().SaysAsync("You said: my second sentence");
        await page.Button("New session").ClickAsync();

        await page.Conversation().SaysAsync("Say something to the agent");
        Assert.DoesNotContain("session=", page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_that_throws_is_shown_with_a_way_to_its_logs()
    {
        var page = await OpenAsync();

        await page.SayAsync(Talker.Break);

        await page.Conversation().GetByRole(AriaRole.Alert).SaysAsync("Look into the agent’s logs with this trace id.");
    }

    [Fact]
    public async Task The_call_is_copied_as_code_that_runs_as_it_is()
    {
        var person = await OwnerAsync();
        var agent = await TalkerAsync();
        var key = (await person.Api.PostAsync<CreateApiKeyRequest, ApiKeyCreated>("/v1/api-keys", new CreateApiKeyRequest { Name = "copied", Scopes = ["invoke"], AgentId = agent.AgentId })).Key;
        var page = await OpenAsync();
        await page.SayAsync("it's \"quoted\"");
        await page.Conversation().SaysAsync("You said: it's \"quoted\"");

        var curl = await CopyAsync(page, "curl");
        var script = await CopyAsync(page, "TypeScript");
        var sharp = await CopyAsync(page, "C#");

        Assert.Contains("You said:", await RunAsync("bash", ["-c", curl], key), StringComparison.Ordinal);
        Assert.Equal("You said: it's \"quoted\"", await RunAsync("node", ["--input-type=module", "-e", script], key));
        Assert.Contains($"/v1/invoke/{agent.AgentId}", sharp, StringComparison.Ordinal);
        Assert.All([curl, script, sharp], code => Assert.Contains("WEBHOST_API_KEY", code, StringComparison.Ordinal));
    }

    private static async Task<string> CopyAsync(IPage page, string language)
    {
        await page.GetByRole(AriaRole.Tab, new() { Name = language }).ClickAsync();
        await page.Button($"Copy as {language}").ClickAsync();
        await page.GetByText("Copied").First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        return await page.ClipboardAsync();
    }

    private static async Task<string> RunAsync(string program, string[] arguments, string key)
    {
        await using var run = ChildProcess.Start(program, arguments, environment: new Dictionary<string, string?>(StringComparer.Ordinal) { ["WEBHOST_API_KEY"] = key });
        Assert.True(await run.WaitForExitAsync() == 0, run.Output);
        return run.Output.Trim();
    }

    private async Task<IPage> OpenAsync() => await (await OwnerAsync()).OpenAsync($"/agents/{(await TalkerAsync()).AgentId}/playground");
}
