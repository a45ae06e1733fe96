using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Webhost.EndToEnd.Tests.Stack;
using Webhost.Local.LemonSqueezy.Tests.Browser;

namespace Webhost.EndToEnd.Tests.Dashboard;

/// <summary>The dashboard in a real browser, as somebody new comes to it.</summary>
[Collection(StackCollection.Name)]
public sealed partial class DashboardTests(StackFixture fixture, BrowserFixture browser) : IClassFixture<BrowserFixture>, IAsyncLifetime
{
    private const string Password = "correct horse battery";
    private static readonly string AxeSource = File.ReadAllText(RepositoryRoot.NodeModule("axe-core", "axe.min.js"));

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => browser.CloseAsync();

    [Fact]
    public async Task Somebody_new_signs_up_deploys_a_template_gets_an_answer_and_sees_it_counted()
    {
        var page = await SignUpAsync();
        var agentId = await DeployTemplateAsync(page);

        await page.GetByRole(AriaRole.Textbox, new() { Name = "Message" }).FillAsync("hello there");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Log, new() { Name = "Conversation" })).ToContainTextAsync("You said: hello there", Patiently);
        await page.GotoAsync(At($"/agents/{agentId}/metrics?range=1h"));
        await Assertions.Expect(page.GetByText("Half answer within")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await page.GotoAsync(At("/audit"));
        await Assertions.Expect(page.GetByText("Created the agent").First).ToBeVisibleAsync();
        await page.GoBackAsync();
        await page.WaitForURLAsync(url => url.Contains($"/agents/{agentId}/metrics", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_page_is_without_a_barrier_in_both_themes_and_none_brings_a_secret_to_the_browser()
    {
        const string secret = "sk-canary-4711-do-not-show";
        var page = await SignUpAsync();
        var answers = new ConcurrentQueue<Task<string>>();
        page.RequestFinished += (_, request) => answers.Enqueue(BodyAsync(request));
        var agentId = await DeployTemplateAsync(page);
        await page.GotoAsync(At($"/agents/{agentId}/environment"));
        await KeepSecretAsync(page, secret);

        string[] paths = ["/", "/agents", "/agents/new", "/usage", "/billing", "/api-keys", "/audit", "/account", .. AgentPages.Select(name => $"/agents/{agentId}/{name}")];
        var barriers = new List<string>();
        foreach (var path in paths)
        {
            foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
            {
                await page.EmulateMediaAsync(new() { ColorScheme = scheme });
                await page.GotoAsync(At(path));
                await Assertions.Expect(page.Locator("main h1, main h2").First).ToBeVisibleAsync();
                await Assertions.Expect(page.Locator("main .animate-pulse.bg-sunken")).ToHaveCountAsync(0, new() { Timeout = 60_000 });
                await Task.WhenAll(answers);
                barriers.AddRange((await BarriersAsync(page)).Select(barrier => $"{path} {scheme}: {barrier}"));
                Assert.DoesNotContain(secret, await page.ContentAsync(), StringComparison.Ordinal);
                Assert.DoesNotContain(secret, await page.EvaluateAsync<string>("JSON.stringify([{ ...localStorage }, { ...sessionStorage }])"), StringComparison.Ordinal);
                await ShootAsync(page, path, scheme);
            }
        }

        Assert.Empty(barriers);
        var bodies = await Task.WhenAll(answers);
        Assert.Contains(bodies, body => body.Contains("CANARY_KEY", StringComparison.Ordinal));
        Assert.True(bodies.Count(body => body.Length > 0) > paths.Length, "Hardly an answer could be read.");
        Assert.DoesNotContain(bodies, body => body.Contains(secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_control_plane_that_comes_back_is_found_again_without_a_reload()
    {
        await using var stack = await LocalStack.StartAsync();
        var page = await SignUpAsync(stack);
        await page.EvaluateAsync("window.notReloaded = true");

        stack.KillControlPlane(1);

        await page.RunAndWaitForResponseAsync(
            () => page.GetByRole(AriaRole.Link, new() { Name = "Usage & limits" }).ClickAsync(),
            response => response.Ok && response.Url.Contains("/v1/billing/usage", StringComparison.Ordinal),
            new() { Timeout = 90_000 });
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Usage & limits", Level = 1 })).ToBeVisibleAsync();
        Assert.True(await page.EvaluateAsync<bool>("window.notReloaded === true"));
    }

    private static string[] AgentPages => ["", "deployments", "playground", "sessions", "logs", "metrics", "environment", "api-keys", "settings"];

    private static LocatorAssertionsToContainTextOptions Patiently => new() { Timeout = 60_000 };

    private string At(string path) => new Uri(fixture.Stack.Dashboard, path).ToString();

    private Task<IPage> SignUpAsync() => SignUpAsync(fixture.Stack);

    private async Task<IPage> SignUpAsync(LocalStack stack)
    {
        var page = await browser.OpenAsync(stack.Dashboard.ToString(), width: 1440);
        page.Context.SetDefaultTimeout(60_000);
        await page.GetByRole(AriaRole.Button, new() { Name = "Create an account" }).First.ClickAsync();
        await page.GetByLabel("Name").FillAsync("Ada Lovelace");
        await page.GetByLabel("E-mail").FillAsync($"ada-{Guid.NewGuid():n}@example.org");
        await page.GetByLabel("Password").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Create account" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Agents" }).First).ToBeVisibleAsync(new() { Timeout = 60_000 });
        return page;
    }

    private async Task<string> DeployTemplateAsync(IPage page)
    {
        await page.GotoAsync(At("/agents/new"));
        await page.GetByText("echo", new() { Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Deploy", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByText("is live")).ToBeVisibleAsync(new() { Timeout = 90_000 });
        var link = await page.GetByRole(AriaRole.Link, new() { Name = "Go to the agent" }).GetAttributeAsync("href");
        return link!.Split('/')[^1];
    }

    private static async Task KeepSecretAsync(IPage page, string secret)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a secret" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Name").FillAsync("CANARY_KEY");
        await dialog.GetByLabel("Value").FillAsync(secret);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.List, new() { Name = "Secrets" })).ToContainTextAsync("CANARY_KEY");
    }

    // A page that is left takes the bodies of its answers with it.
    private static async Task<string> BodyAsync(IRequest request)
    {
        try
        {
            return await request.ResponseAsync() is { } response ? await response.TextAsync() : string.Empty;
        }
        catch (PlaywrightException)
        {
            return string.Empty;
        }
    }

    private static async Task<IReadOnlyList<string>> BarriersAsync(IPage page)
    {
        await page.EvaluateAsync(AxeSource);
        var found = await page.EvaluateAsync<JsonElement>("async () => (await axe.run(document, { resultTypes: ['violations'] })).violations.map(v => v.id + ' ' + v.nodes.map(n => n.target.join(' ')).join(', '))");
        return [.. found.EnumerateArray().Select(item => item.GetString()!)];
    }

    // Kept as build output, for people to look at.
    private static async Task ShootAsync(IPage page, string path, ColorScheme scheme)
    {
        var name = path.Trim('/') is { Length: > 0 } some ? AgentId().Replace(some, "agent").Replace('/', '-') : "overview";
        foreach (var width in new[] { 360, 1440, 2560 })
        {
            await page.SetViewportSizeAsync(width, 900);
            await page.ScreenshotAsync(new() { Path = RepositoryRoot.Combine("TestResults", "screenshots", $"{name}-{width}-{scheme}.png".ToLowerInvariant()) });
        }

        await page.SetViewportSizeAsync(1440, 900);
    }

    [GeneratedRegex("agt_[0-9a-f]+", RegexOptions.NonBacktracking)]
    private static partial Regex AgentId();
}
