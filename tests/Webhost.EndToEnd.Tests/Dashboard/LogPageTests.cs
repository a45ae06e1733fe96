using System.Text;
using System.Text.Json;
using Microsoft.Playwright;
using Webhost.Contracts;
using Webhost.Contracts.Logs;
using Webhost.EndToEnd.Tests.Stack;

namespace Webhost.EndToEnd.Tests.Dashboard;

/// <summary>The log of an agent, as it is written.</summary>
[Collection(DashboardCollection.Name)]
public sealed class LogPageTests(StackFixture fixture, DashboardFixture dashboard) : DashboardTest(fixture, dashboard)
{
    [Fact]
    public async Task New_lines_come_by_themselves_except_while_it_is_paused_and_all_can_be_taken_along()
    {
        var person = await OwnerAsync();
        var agent = await TalkerAsync();
        await person.Api.InvokeAsync(agent.AgentId, "before");
        var page = await person.OpenAsync($"/agents/{agent.AgentId}/logs");
        await page.GetByText("Live", new() { Exact = true }).IsThereAsync();

        await person.Api.InvokeAsync(agent.AgentId, "while it is open");
        await Line(page, "heard while it is open").IsThereAsync();
        await page.Button("Pause").ClickAsync();
        await person.Api.InvokeAsync(agent.AgentId, "in the pause");
        await Eventually.TrueAsync(
            async () => (await person.Api.GetAsync<Page<LogLine>>($"/v1/agents/{agent.AgentId}/logs")).Items.Any(line => line.Message == "heard in the pause"), "the line of the pause to be kept");
        await Line(page, "heard in the pause").IsGoneAsync();
        await page.Button("Resume").ClickAsync();
        await Line(page, "heard in the pause").IsThereAsync();

        var file = Encoding.UTF8.GetString(await page.FileOfAsync(page.Button("Download")));
        var messages = file.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("message").GetString()).ToList();
        Assert.Contains("heard before", messages);
        Assert.Contains("heard in the pause", messages);
    }

    [Fact]
    public async Task Lines_are_found_by_level_by_text_and_by_trace()
    {
        var person = await OwnerAsync();
        var agent = await TalkerAsync();
        var ours = await person.Api.InvokeAsync(agent.AgentId, $"{Talker.Worry} needles");
        await person.Api.InvokeAsync(agent.AgentId, $"{Talker.Worry} haystacks");
        var page = await person.OpenAsync($"/agents/{agent.AgentId}/logs");
        await Line(page, "error of worry about haystacks").IsThereAsync();

        await page.Field("Level").SelectOptionAsync("error");
        await Line(page, "warning of").IsGoneAsync();
        await Line(page, "error of worry about haystacks").IsThereAsync();
        await page.Field("Text").FillAsync("needles");
        await Line(page, "haystacks").IsGoneAsync();
        await Line(page, "error of worry about needles").ClickAsync();
        await page.Button("Clear").ClickAsync();
        await Line(page, "heard worry about haystacks").IsThereAsync();
        await page.Button("Only this trace").ClickAsync();

        await Line(page, "haystacks").IsGoneAsync();
        await Assertions.Expect(Lines(page)).ToContainTextAsync(["heard worry about needles", "warning of worry about needles", "error of worry about needles"]);
        Assert.Contains($"trace={ours.TraceId}", page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_line_of_a_log_shows_up_also_where_the_viewers_clock_is_ahead()
    {
        var person = await OwnerAsync();
        var agent = await TalkerAsync();
        var page = await person.OpenAsync("/agents");
        await page.AddInitScriptAsync("const now = Date.now; Date.now = () => now() + 120_000;");
        await page.GotoAsync(person.At($"/agents/{agent.AgentId}/logs?text=first+word"));
        await page.GetByText("No line matches").IsThereAsync();
        await page.GetByText("Live", new() { Exact = true }).IsThereAsync();

        await person.Api.InvokeAsync(agent.AgentId, "the first word");

        await Line(page, "heard the first word").IsThereAsync();
    }

    [Fact]
    public async Task A_line_that_moves_on_while_it_is_pressed_is_the_one_that_opens()
    {
        var person = await OwnerAsync();
        var agent = await person.HostAsync("chatterbox", AgentArchive.Invoking(
            "for (let line = 1; line <= 60; line++) context.log.info(`line ${line} of ${request.messages.at(-1).content}`); return 'done';"));
        await person.Api.InvokeAsync(agent.AgentId, "the first call");
        var page = await person.OpenAsync($"/agents/{agent.AgentId}/logs");
        await page.GetByText("Live", new() { Exact = true }).IsThereAsync();
        await Line(page, "line 60 of the first call").IsThereAsync();

        await Line(page, "line 55 of the first call").HoverAsync();
        await page.Mouse.DownAsync();
        await person.Api.InvokeAsync(agent.AgentId, "the second call");
        await Line(page, "line 60 of the second call").IsThereAsync();
        await page.Mouse.UpAsync();

        await page.GetByRole(AriaRole.Region, new() { Name = "Chosen line" }).SaysAsync("line 55 of the first call");
    }

    private static ILocator Line(IPage page, string text) => Lines(page).Filter(new() { HasText = text });

    private static ILocator Lines(IPage page) => page.GetByRole(AriaRole.Listbox, new() { Name = "Log lines" }).GetByRole(AriaRole.Option);
}
