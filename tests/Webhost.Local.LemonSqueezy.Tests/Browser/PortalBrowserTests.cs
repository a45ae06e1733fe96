using Microsoft.Playwright;

namespace Webhost.Local.LemonSqueezy.Tests.Browser;

[Collection("browser")]
public sealed class PortalBrowserTests(BrowserFixture browser) : IAsyncLifetime
{
    private TestSandbox _sandbox = null!;

    public async Task InitializeAsync() => _sandbox = await TestSandbox.StartAsync();

    public async Task DisposeAsync()
    {
        await browser.CloseAsync();
        await _sandbox.DisposeAsync();
    }

    [Fact]
    public async Task A_customer_cancels_and_resumes()
    {
        var id = await _sandbox.SubscribeAsync();
        _sandbox.Receiver.Take();
        var page = await OpenAsync(id);

        await page.FollowAsync("Cancel");
        var question = await page.HeadingAsync();
        await page.PressAsync("Cancel the subscription");
        var cancelled = await page.GetByRole(AriaRole.Status).InnerTextAsync();
        var ends = await page.GetByRole(AriaRole.Main).InnerTextAsync();
        var status = (await _sandbox.SubscriptionAsync(id))["status"]!.GetValue<string>();
        await page.PressAsync("Resume");
        var resumed = await page.GetByRole(AriaRole.Status).InnerTextAsync();
        await _sandbox.SettleAsync();

        Assert.Equal("Cancel the subscription?", question);
        Assert.Equal(("The subscription is cancelled.", "The subscription goes on."), (cancelled, resumed));
        Assert.Contains("1 January 2027", ends, StringComparison.Ordinal);
        Assert.Equal(("cancelled", "active"), (status, (await _sandbox.SubscriptionAsync(id))["status"]!.GetValue<string>()));
        Assert.Equal(["subscription_cancelled", "subscription_updated", "subscription_resumed", "subscription_updated"], _sandbox.Receiver.Events);
    }

    [Fact]
    public async Task A_customer_puts_another_card_in_the_place_of_one_that_fails()
    {
        var id = await _sandbox.SubscribeAsync(TestSandbox.Trial, card: "4000000000000341");
        await _sandbox.AdvanceAsync(days: 14);
        _sandbox.Receiver.Take();
        var page = await OpenAsync(id);
        var before = await page.GetByRole(AriaRole.Main).InnerTextAsync();

        await page.FollowAsync("Update card");
        await page.FillCardAsync(Forms.Declined);
        await page.PressAsync("Save the card");
        var refused = await page.GetByRole(AriaRole.Alert).InnerTextAsync();
        await page.FillCardAsync("5555 5555 5555 4444");
        await page.PressAsync("Save the card");
        var notice = await page.GetByRole(AriaRole.Status).InnerTextAsync();
        await _sandbox.SettleAsync();

        Assert.Contains("Past due", before, StringComparison.Ordinal);
        Assert.Equal("Your card was declined.", refused);
        Assert.Equal("The card is saved.", notice);
        Assert.Contains("Mastercard card ending in 4444", await page.GetByRole(AriaRole.Main).InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal("active", (await _sandbox.SubscriptionAsync(id))["status"]!.GetValue<string>());
        Assert.Equal(["subscription_updated", "subscription_payment_success", "subscription_payment_recovered"], _sandbox.Receiver.Events);
    }

    [Fact]
    public async Task A_customer_changes_the_plan_and_reads_an_invoice()
    {
        var id = await _sandbox.SubscribeAsync();
        var page = await OpenAsync(id);

        await page.FollowAsync("Change plan");
        await page.GetByRole(AriaRole.Radio, new PageGetByRoleOptions { Name = "Pro $99.00 / month" }).CheckAsync();
        await page.PressAsync("Change the plan");
        var notice = await page.GetByRole(AriaRole.Status).InnerTextAsync();
        await page.FollowAsync("View invoice 60001");

        Assert.Equal("The plan is changed.", notice);
        Assert.Equal(TestSandbox.Pro, (await _sandbox.SubscriptionAsync(id))["variant_id"]!.GetValue<long>());
        Assert.Equal("Invoice 60001", await page.HeadingAsync());
    }

    [Fact]
    public async Task An_expired_link_asks_to_come_again_from_the_application()
    {
        var id = await _sandbox.SubscribeAsync();
        var page = await OpenAsync(id);

        await _sandbox.AdvanceAsync(days: 2);
        await page.ReloadAsync();

        Assert.Equal("Link expired", await page.HeadingAsync());
    }

    [Fact]
    public async Task The_control_page_moves_the_clock_for_whoever_has_the_key()
    {
        var id = await _sandbox.SubscribeAsync();
        var page = await browser.OpenAsync($"{_sandbox.Uri}control");
        await page.GetByLabel("Admin key").FillAsync("wrong");
        await page.PressAsync("Continue");
        var refused = await page.GetByRole(AriaRole.Alert).InnerTextAsync();

        await page.GetByLabel("Admin key").FillAsync(await File.ReadAllTextAsync(Path.Combine(_sandbox.Directory, "admin.key")));
        await page.PressAsync("Continue");
        await page.PressAsync("Decline them");
        await page.PressAsync("+ 1 month");
        var pastDue = await page.GetByRole(AriaRole.Main).InnerTextAsync();
        await page.PressAsync("Let them pass");
        await page.PressAsync("To what happens next");
        await page.PressAsync("Lose the next");
        var faults = await page.GetByRole(AriaRole.Region, new PageGetByRoleOptions { Name = "Faults of webhooks" }).First.InnerTextAsync();

        Assert.Equal("That is not the key.", refused);
        Assert.Contains("Past due", pastDue, StringComparison.Ordinal);
        Assert.Contains("2027-01-01 10:00:00", pastDue, StringComparison.Ordinal);
        Assert.Contains("lose", faults, StringComparison.Ordinal);
        Assert.Equal("active", (await _sandbox.SubscriptionAsync(id))["status"]!.GetValue<string>());
        Assert.Contains("subscription_payment_recovered", _sandbox.Receiver.Events);
    }

    private async Task<IPage> OpenAsync(string subscriptionId) => await browser.OpenAsync((await _sandbox.SubscriptionAsync(subscriptionId))["urls"]!["customer_portal"]!.GetValue<string>());
}
