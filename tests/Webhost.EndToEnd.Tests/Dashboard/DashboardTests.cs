using Microsoft.Playwright;
using Webhost.EndToEnd.Tests.Stack;

namespace Webhost.EndToEnd.Tests.Dashboard;

/// <summary>The dashboard in a real browser, as somebody new comes to it.</summary>
[Collection(DashboardCollection.Name)]
public sealed class DashboardTests(StackFixture fixture, DashboardFixture dashboard) : DashboardTest(fixture, dashboard)
{
    [Fact]
    public async Task Somebody_new_signs_up_deploys_a_template_gets_an_answer_and_sees_it_counted()
    {
        var person = await NewcomerAsync();
        var page = person.First;
        await page.Link("Deploy a folder").ClickAsync();
        await page.GetByText("echo", new() { Exact = true }).ClickAsync();
        await page.Button("Deploy").ClickAsync();
        await page.GetByText("is live").IsThereAsync();

        await page.SayAsync("hello there");

        await page.Conversation().SaysAsync("You said: hello there");
        await page.Link("Go to the agent").ClickAsync();
        await page.TurnToAsync("Metrics");
        await page.Button("1h").ClickAsync();
        await page.GetByText("Half within").First.IsThereAsync();
        await page.Link("Audit").ClickAsync();
        await page.GetByText("Created the agent").First.IsThereAsync();
        await page.GoBackAsync();
        await page.IsAtPartAsync("/metrics");
    }

    [Fact]
    public async Task Who_signs_out_in_one_tab_is_signed_out_in_all()
    {
        var person = await NewcomerAsync();
        var page = person.First;
        var other = await person.OpenAsync("/usage");
        await other.Title("Usage & limits").IsThereAsync();

        await page.Button("Sign out").ClickAsync();
        await page.Button("Yes, sign out").ClickAsync();

        await page.Button("Create an account").First.IsThereAsync();
        await other.Button("Create an account").First.IsThereAsync();
    }

    [Fact]
    public async Task A_control_plane_that_comes_back_is_found_again_without_a_reload()
    {
        await using var stack = await LocalStack.StartAsync();
        var person = await NewcomerAsync(stack);
        var page = person.First;
        await page.EvaluateAsync("window.notReloaded = true");

        stack.KillControlPlane(1);

        await page.RunAndWaitForResponseAsync(
            () => page.Link("Usage & limits").ClickAsync(),
            response => response.Ok && response.Url.Contains("/v1/billing/usage", StringComparison.Ordinal),
            new() { Timeout = 90_000 });
        await page.GetByRole(AriaRole.Heading, new() { Name = "Usage & limits", Level = 1 }).IsThereAsync();
        Assert.True(await page.EvaluateAsync<bool>("window.notReloaded === true"));
    }
}
