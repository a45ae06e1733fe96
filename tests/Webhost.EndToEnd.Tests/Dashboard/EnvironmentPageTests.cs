using System.Collections.Concurrent;
using Microsoft.Playwright;
using Webhost.EndToEnd.Tests.Stack;

namespace Webhost.EndToEnd.Tests.Dashboard;

/// <summary>Secrets and variables.</summary>
[Collection(DashboardCollection.Name)]
public sealed class EnvironmentPageTests(StackFixture fixture, DashboardFixture dashboard) : DashboardTest(fixture, dashboard)
{
    private const string First = "sk-canary-first-value";
    private const string Second = "sk-canary-the-second-value";

    [Fact]
    public async Task A_secret_is_set_rotated_and_deleted_reaches_the_agent_and_never_comes_back()
    {
        var person = await OwnerAsync();
        var agent = await person.Api.CreateAgentAsync("keeper");
        var page = await person.OpenAsync($"/agents/{agent.AgentId}/environment");
        var answers = new ConcurrentQueue<string>();
        page.Response += async (_, response) => answers.Enqueue(await TextAsync(response));

        await page.Button("Add a secret").ClickAsync();
        await page.OpenDialog().GetByLabel("Name").FillAsync("API_TOKEN");
        await SaveAsync(page, First);
        await page.Row("Secrets", "API_TOKEN").SaysAsync("Needs a deployment");
        await page.Notices().SaysAsync("The next deployment brings it to the agent.");
        await person.Api.DeployAsync(agent.AgentId, AgentArchive.Invoking("return `A value of ${context.env.API_TOKEN?.length ?? 0} letters`;", optionalKeys: ["API_TOKEN"]));
        await page.ReloadAsync();
        await page.Row("Secrets", "API_TOKEN").SaysAsync("In use");
        await AnswersAsync(person, agent.AgentId, First.Length);
        await page.Button("Rotate API_TOKEN").ClickAsync();
        await SaveAsync(page, Second);
        await page.Notices().SaysAsync("API_TOKEN is in use.");
        await AnswersAsync(person, agent.AgentId, Second.Length);
        Assert.DoesNotContain("canary", await page.EverythingAsync(), StringComparison.Ordinal);
        await page.Button("Delete API_TOKEN").ClickAsync();
        await page.OpenDialog().Button("Delete the secret").ClickAsync();

        await page.GetByText("No secrets").IsThereAsync();
        await AnswersAsync(person, agent.AgentId, 0);
        Assert.Contains(answers, answer => answer.Contains("API_TOKEN", StringComparison.Ordinal));
        Assert.DoesNotContain(answers, answer => answer.Contains("canary", StringComparison.Ordinal));
        Assert.DoesNotContain("canary", await page.EverythingAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plain_variables_are_edited_as_lines_and_a_bad_line_is_named()
    {
        var person = await OwnerAsync();
        var agent = await person.Api.CreateAgentAsync("plain");
        var page = await person.OpenAsync($"/agents/{agent.AgentId}/environment");

        await page.Button("Edit").ClickAsync();
        await page.Field("Variables").FillAsync("MODEL=small\nno equals sign");
        await page.Button("Save").ClickAsync();
        await page.Alert().SaysAsync("Line 2 is no NAME=value.");
        await page.Field("Variables").FillAsync("MODEL=small\nBASE_URL=https://example.org/a?b=c");
        await page.Button("Save").ClickAsync();

        await page.Notices().SaysAsync("The next deployment brings them to the agent.");
        await page.GetByText("https://example.org/a?b=c").IsThereAsync();
        Assert.Equal("small", (await person.Api.GetAsync<Contracts.Agents.Agent>($"/v1/agents/{agent.AgentId}")).Env["MODEL"]);
    }

    private static async Task SaveAsync(IPage page, string value)
    {
        await page.OpenDialog().GetByLabel("Value").FillAsync(value);
        await page.OpenDialog().Button("Save").ClickAsync();
        await page.OpenDialog().IsGoneAsync();
    }

    private static Task AnswersAsync(Person person, string agentId, int letters) => Eventually.TrueAsync(
        async () => (await person.Api.InvokeAsync(agentId, "how long?")).Output.Text == $"A value of {letters} letters", $"a value of {letters} letters");

    // Answers without a body, and those of a page that is left, have none to read.
    private static async Task<string> TextAsync(IResponse response)
    {
        try
        {
            return await response.TextAsync();
        }
        catch (PlaywrightException)
        {
            return string.Empty;
        }
    }
}
