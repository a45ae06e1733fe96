using Microsoft.Playwright;
using Webhost.EndToEnd.Tests.Stack;

namespace Webhost.EndToEnd.Tests.Dashboard;

/// <summary>An access token lives for an hour and a page is open for days. The browser's clock is turned forward.</summary>
[Collection(DashboardCollection.Name)]
public sealed class RenewalTests(StackFixture fixture, DashboardFixture dashboard) : DashboardTest(fixture, dashboard)
{
    private const string Stored = "JSON.parse(Object.entries(sessionStorage).find(([key]) => key.startsWith('oidc.user:'))[1])";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_token_that_is_about_to_expire_is_replaced_before_and_nobody_notices(bool loadedAgain)
    {
        var person = await OwnerAsync();
        var page = await OpenAsync(person, "/agents");
        if (loadedAgain)
        {
            // The tab has its token then, and the client that renews is not loaded yet.
            await page.ReloadAsync();
            await page.Title("Agents").First.IsThereAsync();
        }

        var first = await TokenAsync(page);
        await page.EvaluateAsync("window.notReloaded = true");

        await TurnForwardAsync(page, secondsBeforeTheEnd: 20);

        await page.WaitForFunctionAsync($"first => {Stored}.access_token !== first", first, new() { Timeout = Screen.PatienceMs });
        var second = await TokenAsync(page);
        var call = await page.RunAndWaitForRequestAsync(
            () => page.Link("Usage & limits").ClickAsync(),
            request => request.Url.Contains("/v1/billing/usage", StringComparison.Ordinal) && request.Method == "GET");
        Assert.Equal($"Bearer {second}", await call.HeaderValueAsync("authorization"));
        await page.GetByRole(AriaRole.Heading, new() { Name = "Usage & limits", Level = 1 }).IsThereAsync();
        Assert.True(await page.EvaluateAsync<bool>("window.notReloaded === true"));
    }

    [Fact]
    public async Task A_computer_that_slept_past_the_end_of_its_token_asks_for_one_new_token()
    {
        var person = await NewcomerAsync();
        // Its timers and the page's reading are due all at once.
        var page = await OpenAsync(person, "/usage");
        var first = await TokenAsync(page);
        var asked = 0;
        page.Request += (_, request) => asked += request.Method == "POST" && request.Url.EndsWith("/oauth/token", StringComparison.Ordinal) ? 1 : 0;

        await TurnForwardAsync(page, secondsBeforeTheEnd: -600);

        await page.WaitForFunctionAsync($"first => {Stored}.access_token !== first", first, new() { Timeout = Screen.PatienceMs });
        await page.RunAndWaitForRequestAsync(() => page.ReloadAsync(), request => request.Url.EndsWith("/v1/limits", StringComparison.Ordinal));
        Assert.Equal(1, asked);
        await page.GetByRole(AriaRole.Heading, new() { Name = "Usage & limits", Level = 1 }).IsThereAsync();
    }

    [Fact]
    public async Task A_tab_whose_refresh_token_another_has_used_goes_on_with_the_session_at_the_provider()
    {
        var person = await NewcomerAsync();
        var page = await OpenAsync(person, "/usage");
        var first = await TokenAsync(page);
        await SpendRefreshTokenAsync(page);

        await TurnForwardAsync(page, secondsBeforeTheEnd: 20);

        await page.WaitForFunctionAsync($"first => {Stored}.access_token !== first", first, new() { Timeout = Screen.PatienceMs });
        await page.GetByRole(AriaRole.Heading, new() { Name = "Usage & limits", Level = 1 }).IsThereAsync();
    }

    [Fact]
    public async Task A_session_that_the_provider_has_ended_leads_to_the_sign_in_and_from_there_back_to_the_page()
    {
        var person = await NewcomerAsync();
        // A page that reads by itself every few seconds; others notice with the next thing that is done on them.
        var page = await OpenAsync(person, "/usage");
        await page.GetByRole(AriaRole.Heading, new() { Name = "Usage & limits", Level = 1 }).IsThereAsync();
        await page.Context.ClearCookiesAsync();
        await SpendRefreshTokenAsync(page);

        await TurnForwardAsync(page, secondsBeforeTheEnd: -60);

        await page.Alert().SaysAsync("Your session has ended.");
        await page.Button("Sign in").First.ClickAsync();
        await page.GetByLabel("E-mail").FillAsync(person.Email);
        await page.GetByLabel("Password").FillAsync(Person.Password);
        await page.Button("Sign in").ClickAsync();
        await page.IsAtAsync(person.At("/usage"));
        await page.GetByRole(AriaRole.Heading, new() { Name = "Usage & limits", Level = 1 }).IsThereAsync();
    }

    private static async Task<IPage> OpenAsync(Person person, string path)
    {
        var page = await person.OpenAsync("about:blank");
        await page.Clock.InstallAsync();
        await page.GotoAsync(person.At(path));
        await page.Locator("main h1").First.IsThereAsync();
        return page;
    }

    private static Task<string> TokenAsync(IPage page) => page.EvaluateAsync<string>($"{Stored}.access_token");

    // As if it had been used once already: the provider knows no such token.
    private static Task SpendRefreshTokenAsync(IPage page) => page.EvaluateAsync(
        """
        const [key, text] = Object.entries(sessionStorage).find(([key]) => key.startsWith('oidc.user:'));
        sessionStorage.setItem(key, JSON.stringify({ ...JSON.parse(text), refresh_token: 'spent' }));
        """);

    private static async Task TurnForwardAsync(IPage page, int secondsBeforeTheEnd)
    {
        var left = await page.EvaluateAsync<double>($"{Stored}.expires_at - Date.now() / 1000");
        Assert.True(left > 120, $"The token is good for {left} seconds only.");
        await page.Clock.FastForwardAsync((long)(left - secondsBeforeTheEnd) * 1000);
    }
}
