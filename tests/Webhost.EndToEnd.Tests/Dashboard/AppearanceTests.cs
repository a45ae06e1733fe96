using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Playwright;
using Webhost.Contracts.Secrets;
using Webhost.EndToEnd.Tests.Stack;

namespace Webhost.EndToEnd.Tests.Dashboard;

/// <summary>Every page, with something on it: whether all can use it, whether it fits, and whether it keeps what it must.</summary>
public sealed class AppearanceTests(StackFixture fixture, DashboardFixture dashboard) : DashboardTest(fixture, dashboard), IClassFixture<StackFixture>, IClassFixture<DashboardFixture>
{
    private const string Secret = "sk-canary-4711-do-not-show";
    private const int Narrow = 360;
    private const int Usual = 1280;

    private static readonly string AxeSource = File.ReadAllText(RepositoryRoot.NodeModule("axe-core", "axe.min.js"));

    [Fact]
    public async Task Every_page_is_without_a_barrier_in_both_themes_fits_any_width_and_brings_no_secret_to_the_browser()
    {
        var person = await NewcomerAsync();
        var pages = await FillAsync(person);
        var page = await person.OpenAsync("/");
        var answers = new ConcurrentQueue<Task<string>>();
        page.RequestFinished += (_, request) => answers.Enqueue(BodyAsync(request));

        var problems = new List<string>();
        foreach (var (name, path) in pages)
        {
            foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
            {
                await page.EmulateMediaAsync(new() { ColorScheme = scheme });
                await page.GotoAsync(person.At(path));
                await page.Locator("main h1, main h2").First.IsThereAsync();
                await page.Locator("main .animate-pulse.bg-sunken").IsGoneAsync();
                await Task.WhenAll(answers);
                problems.AddRange((await BarriersAsync(page)).Select(barrier => $"{path} {scheme}: {barrier}"));
                problems.AddRange((await ShootAsync(page, name, scheme)).Select(width => $"{path} is wider than {width} pixels."));
                Assert.DoesNotContain(Secret, await page.EverythingAsync(), StringComparison.Ordinal);
            }
        }

        Assert.Empty(problems);
        var bodies = await Task.WhenAll(answers);
        Assert.Contains(bodies, body => body.Contains("CANARY_KEY", StringComparison.Ordinal));
        Assert.True(bodies.Count(body => body.Length > 0) > pages.Count, "Hardly an answer could be read.");
        Assert.DoesNotContain(bodies, body => body.Contains(Secret, StringComparison.Ordinal));
    }

    // An agent with a past: versions, a failure, talks, lines, an answer that nobody waited for, a secret.
    private static async Task<IReadOnlyList<(string Name, string Path)>> FillAsync(Person person)
    {
        var agent = await person.HostAsync("support-agent", Talker.Saying("first"), Talker.Archive);
        await ApiClient.ReadAsync<SecretMetadata>(await person.Api.SendAsync(HttpMethod.Put, $"/v1/agents/{agent.AgentId}/secrets/CANARY_KEY", new SetSecretRequest { Value = Secret }));
        var talk = await person.Api.InvokeAsync(agent.AgentId, $"{Talker.Worry} an order that has not arrived");
        await person.Api.InvokeAsync(agent.AgentId, "Where is it?", talk.SessionId);
        using var broken = await person.Api.TryInvokeAsync(agent.AgentId, Talker.Break);
        var sent = await person.Api.InvokeLaterAsync(agent.AgentId, "Take your time");
        await person.Api.EndOfAsync(sent);
        var failed = await person.Api.TryDeployAsync(agent.AgentId, Talker.Broken);
        var at = $"/agents/{agent.AgentId}";
        return
        [
            ("overview", "/"), ("agents", "/agents"), ("deploy", "/agents/new"), ("deploy-named", "/agents/new?template=echo"), ("usage", "/usage"), ("billing", "/billing"),
            ("api-keys", "/api-keys"), ("audit", "/audit"), ("account", "/account"), ("not-found", "/nowhere"),
            ("agent", at), ("agent-deployments", $"{at}/deployments"), ("agent-deployment", $"{at}/deployments/{talk.DeploymentId}"), ("agent-deployment-failed", $"{at}/deployments/{failed.DeploymentId}"),
            ("agent-playground", $"{at}/playground?session={talk.SessionId}"), ("agent-sessions", $"{at}/sessions"), ("agent-session", $"{at}/sessions/{talk.SessionId}"), ("agent-logs", $"{at}/logs"),
            ("agent-invocations", $"{at}/invocations"), ("agent-invocation", $"{at}/invocations/{sent.InvocationId}"),
            ("agent-metrics", $"{at}/metrics?range=1h"), ("agent-environment", $"{at}/environment"), ("agent-api-keys", $"{at}/api-keys"), ("agent-settings", $"{at}/settings"),
        ];
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

    // Kept as build output, for people to look at. The widths at which the page must be moved sideways are answered.
    private static async Task<IReadOnlyList<int>> ShootAsync(IPage page, string name, ColorScheme scheme)
    {
        var tooWide = new List<int>();
        foreach (var width in new[] { Narrow, Usual, 2560 })
        {
            await page.SetViewportSizeAsync(width, 900);
            if (await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > window.innerWidth"))
            {
                tooWide.Add(width);
            }

            await page.ScreenshotAsync(new() { FullPage = width < 2560, Path = RepositoryRoot.Combine("TestResults", "screenshots", $"{name}-{width}-{scheme}.png".ToLowerInvariant()) });
        }

        await page.SetViewportSizeAsync(Usual, 900);
        return tooWide;
    }
}
