using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace Webhost.Local.LemonSqueezy.Tests.Browser;

/// <summary>Every page on a phone and on a desk, light and dark. The pictures are left in <c>TestResults/screenshots</c> to look at.</summary>
[Collection("browser")]
public sealed class AppearanceTests(BrowserFixture browser) : IAsyncLifetime
{
    // Long enough that its page doesn't go on by itself while it is looked at.
    private static readonly TimeSpan BankDelay = TimeSpan.FromHours(1);
    private static readonly string Pictures = RepositoryRoot.Combine("TestResults", "screenshots");

    private TestSandbox _sandbox = null!;

    public async Task InitializeAsync() => _sandbox = await TestSandbox.StartAsync(options => options with { BankDelay = BankDelay });

    public async Task DisposeAsync()
    {
        await browser.CloseAsync();
        await _sandbox.DisposeAsync();
    }

    [Theory]
    [InlineData(360, ColorScheme.Light)]
    [InlineData(360, ColorScheme.Dark)]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    public async Task No_page_is_wider_than_the_window_or_loads_anything_from_elsewhere(int width, ColorScheme colors)
    {
        var foreign = new List<string>();
        var own = _sandbox.Uri.ToString();
        var checkout = (await _sandbox.CheckoutAsync(TestSandbox.Pro, new JsonObject { ["checkout_data"] = new JsonObject { ["email"] = "ada.lovelace@analytical-engines.example.org" } }))["attributes"]!["url"]!.GetValue<string>();
        var page = await browser.OpenAsync(checkout, width, colors);
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(own, StringComparison.Ordinal))
                foreign.Add(request.Url);
        };

        await LookAsync(page, "checkout", width, colors);
        await page.GetByText("Test cards").ClickAsync();
        await page.PressAsync("Pay $99.00");
        await LookAsync(page, "checkout-problems", width, colors);
        await page.PayAsync(Forms.Declined, "Pay $99.00");
        await page.GetByText("Test cards").ClickAsync();
        await LookAsync(page, "checkout-declined", width, colors);
        await page.PayAsync(Forms.AsksBank, "Pay $99.00");
        await LookAsync(page, "bank-prepares", width, colors);
        _sandbox.Time.Advance(BankDelay);
        await page.ReloadAsync();
        await LookAsync(page, "bank-asks", width, colors);
        await page.PressAsync("Confirm");
        Assert.Equal("Thank you", await page.HeadingAsync());
        await LookAsync(page, "receipt", width, colors);
        await PortalAsync(page, width, colors);
        await ControlAsync(page, width, colors);

        Assert.Empty(foreign);
    }

    private async Task PortalAsync(IPage page, int width, ColorScheme colors)
    {
        var trial = await _sandbox.SubscribeAsync(TestSandbox.Trial, card: "4000000000000341");
        var cancelled = await _sandbox.SubscribeAsync(TestSandbox.Usage);
        await _sandbox.AdvanceAsync(days: 15);
        await _sandbox.PatchAsync(cancelled, new JsonObject { ["cancelled"] = true });
        await page.GotoAsync((await _sandbox.SubscriptionAsync(trial))["urls"]!["customer_portal"]!.GetValue<string>());
        await LookAsync(page, "portal", width, colors);
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Change plan" }).First.ClickAsync();
        await LookAsync(page, "portal-plan", width, colors);
        await page.FollowAsync("Back");
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Update card" }).First.ClickAsync();
        await LookAsync(page, "portal-card", width, colors);
        await page.FollowAsync("Back");
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Cancel" }).First.ClickAsync();
        await LookAsync(page, "portal-cancel", width, colors);
    }

    private async Task ControlAsync(IPage page, int width, ColorScheme colors)
    {
        await page.GotoAsync($"{_sandbox.Uri}control");
        await LookAsync(page, "control-sign-in", width, colors);
        await page.GetByLabel("Admin key").FillAsync(await File.ReadAllTextAsync(Path.Combine(_sandbox.Directory, "admin.key")));
        await page.PressAsync("Continue");
        await page.PressAsync("Lose the next");
        await LookAsync(page, "control", width, colors);
    }

    private static async Task LookAsync(IPage page, string name, int width, ColorScheme colors)
    {
        Directory.CreateDirectory(Pictures);
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Pictures, $"{name}-{width}-{colors.ToString().ToLowerInvariant()}.png"), FullPage = true });
        var needed = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
        Assert.True(needed <= width, $"{name} is {needed} wide in a window of {width}.");
        Assert.Equal(1, await page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Level = 1 }).CountAsync());
        Assert.Equal(0, await page.Locator("input:not([type=hidden]):not([type=radio])").EvaluateAllAsync<int>("inputs => inputs.filter(input => input.labels.length === 0).length"));
    }
}
