using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace Webhost.Local.LemonSqueezy.Tests.Browser;

[Collection("browser")]
public sealed class CheckoutBrowserTests(BrowserFixture browser) : IAsyncLifetime
{
    private TestSandbox _sandbox = null!;

    public async Task InitializeAsync() => _sandbox = await TestSandbox.StartAsync();

    public async Task DisposeAsync()
    {
        await browser.CloseAsync();
        await _sandbox.DisposeAsync();
    }

    [Fact]
    public async Task A_card_that_works_subscribes_and_leads_back_to_the_shop()
    {
        var page = await OpenAsync();
        Assert.Equal("webhost Starter", await page.HeadingAsync());
        Assert.Contains("$29.00 / month", await page.ContentAsync(), StringComparison.Ordinal);

        await page.PayAsync(Forms.Visa);
        await page.ArriveAsync($"{_sandbox.Receiver.Url}?paid=yes");
        await _sandbox.SettleAsync();

        Assert.Equal("Back in the shop", await page.HeadingAsync());
        Assert.Equal("active", (await SubscriptionsAsync()).Single()["attributes"]!["status"]!.GetValue<string>());
        Assert.Equal(["order_created", "subscription_created", "subscription_updated", "subscription_payment_success"], _sandbox.Receiver.Events);
    }

    [Fact]
    public async Task A_declined_card_says_so_and_another_one_can_be_tried()
    {
        var page = await OpenAsync();

        await page.PayAsync(Forms.Declined);
        var alert = await page.GetByRole(AriaRole.Alert).InnerTextAsync();
        var email = await page.GetByLabel("E-mail").InputValueAsync();
        var number = await page.GetByLabel("Card number").InputValueAsync();
        var before = await SubscriptionsAsync();
        await page.PayAsync(Forms.Visa);
        await page.ArriveAsync($"{_sandbox.Receiver.Url}?paid=yes");

        Assert.Equal("Your card was declined.", alert);
        Assert.Equal(("ada@example.org", ""), (email, number));
        Assert.Empty(before);
        Assert.Single(await SubscriptionsAsync());
    }

    [Fact]
    public async Task A_card_whose_bank_asks_is_charged_once_the_question_is_answered()
    {
        await using var slow = await TestSandbox.StartAsync(options => options with { BankDelay = TimeSpan.FromSeconds(2) });
        var page = await OpenAsync(slow);

        await page.PayAsync(Forms.AsksBank);
        var waiting = await page.HeadingAsync();
        slow.Time.Advance(TimeSpan.FromSeconds(2));
        await page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "Confirm the payment" }).WaitForAsync();
        var question = await page.GetByRole(AriaRole.Main).InnerTextAsync();
        var before = (await slow.Api.GetAsync("v1/subscriptions")).Body["data"]!.AsArray().Count;
        await page.PressAsync("Confirm");
        await page.ArriveAsync($"{slow.Receiver.Url}?paid=yes");

        Assert.Equal("Contacting your bank", waiting);
        Assert.Contains("$29.00", question, StringComparison.Ordinal);
        Assert.Contains("3184", question, StringComparison.Ordinal);
        Assert.Equal(0, before);
        Assert.Single((await slow.Api.GetAsync("v1/subscriptions")).Body["data"]!.AsArray());
    }

    [Fact]
    public async Task A_payment_that_the_bank_is_told_to_refuse_is_not_made()
    {
        var page = await OpenAsync();

        await page.PayAsync(Forms.AsksBank);
        await page.PressAsync("Refuse");

        Assert.Contains("Your bank did not confirm the payment", await page.GetByRole(AriaRole.Alert).InnerTextAsync(), StringComparison.Ordinal);
        Assert.Empty(await SubscriptionsAsync());
    }

    [Fact]
    public async Task A_form_that_is_sent_twice_pays_once()
    {
        var page = await OpenAsync();
        await page.GetByLabel("E-mail").FillAsync("ada@example.org");
        await page.FillCardAsync(Forms.Visa);
        await page.GetByLabel("Name on card").FillAsync("Ada Lovelace");
        var form = await page.Locator("form").EvaluateAsync<string>("form => new URLSearchParams(new FormData(form)).toString()");

        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => http.PostAsync(page.Url, new StringContent(form, new System.Net.Http.Headers.MediaTypeHeaderValue("application/x-www-form-urlencoded")))));
        await page.PressAsync("Pay $29.00");
        await page.ArriveAsync($"{_sandbox.Receiver.Url}?paid=yes");

        Assert.All(answers, answer => Assert.Equal($"{_sandbox.Receiver.Url}?paid=yes", answer.Headers.Location!.ToString()));
        Assert.Single(await SubscriptionsAsync());
        Assert.Single((await _sandbox.Api.GetAsync("v1/orders")).Body["data"]!.AsArray());
    }

    [Fact]
    public async Task What_is_missing_is_said_at_its_field_and_read_out()
    {
        var page = await OpenAsync();

        await page.PressAsync("Pay $29.00");

        Assert.Equal("Some details are missing or not right.", await page.GetByRole(AriaRole.Alert).InnerTextAsync());
        foreach (var (field, problem) in new[]
        {
            ("E-mail", "Enter a valid e-mail address."), ("Card number", "Enter the number of the card."), ("Expiry date", "Enter a month that has not passed, such as 12 / 49."),
            ("Security code", "Enter the 3 or 4 digits on the card."), ("Name on card", "Enter the name on the card."),
        })
        {
            var input = page.GetByLabel(field);
            Assert.Equal("true", await input.GetAttributeAsync("aria-invalid"));
            var describedBy = await input.GetAttributeAsync("aria-describedby");
            Assert.Equal(problem, await page.Locator($"#{describedBy}").InnerTextAsync());
        }
    }

    [Fact]
    public async Task A_trial_costs_nothing_today_and_ends_at_a_receipt_without_a_shop_to_go_back_to()
    {
        var checkout = await _sandbox.CheckoutAsync(TestSandbox.Trial);
        var page = await browser.OpenAsync(checkout["attributes"]!["url"]!.GetValue<string>());
        var summary = await page.GetByRole(AriaRole.Main).InnerTextAsync();

        await page.PayAsync(Forms.FailsLater, "Start the trial");

        Assert.Contains("14 days, until 15 December 2026", summary, StringComparison.Ordinal);
        Assert.Equal("Thank you", await page.HeadingAsync());
        Assert.Equal("on_trial", (await SubscriptionsAsync()).Single()["attributes"]!["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_form_is_filled_and_sent_with_the_keyboard_alone()
    {
        var page = await OpenAsync();

        foreach (var text in new[] { "ada@example.org", Forms.Visa, "12/49", "123", "Ada Lovelace" })
        {
            await page.Keyboard.PressAsync("Tab");
            while (await page.EvaluateAsync<string>("document.activeElement.tagName") is not "INPUT")
                await page.Keyboard.PressAsync("Tab");
            await page.Keyboard.TypeAsync(text);
        }

        await page.Keyboard.PressAsync("Enter");
        await page.ArriveAsync($"{_sandbox.Receiver.Url}?paid=yes");

        Assert.Single(await SubscriptionsAsync());
    }

    private Task<IPage> OpenAsync() => OpenAsync(_sandbox);

    private async Task<IPage> OpenAsync(TestSandbox sandbox)
    {
        var checkout = await sandbox.CheckoutAsync(attributes: new JsonObject { ["product_options"] = new JsonObject { ["redirect_url"] = $"{sandbox.Receiver.Url}?paid=yes" } });
        return await browser.OpenAsync(checkout["attributes"]!["url"]!.GetValue<string>());
    }

    private async Task<IReadOnlyList<JsonNode>> SubscriptionsAsync() => [.. (await _sandbox.Api.GetAsync("v1/subscriptions")).Body["data"]!.AsArray().Select(subscription => subscription!)];
}
