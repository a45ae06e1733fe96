using System.Net;
using System.Text.Json.Nodes;

namespace Webhost.Local.LemonSqueezy.Tests;

public sealed class LinkTests : IAsyncLifetime
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private TestSandbox _sandbox = null!;

    public async Task InitializeAsync() => _sandbox = await TestSandbox.StartAsync();

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _sandbox.DisposeAsync();
    }

    [Fact]
    public async Task A_portal_address_holds_for_a_day_and_for_one_customer()
    {
        var mine = await _sandbox.SubscribeAsync(email: "ada@example.org");
        var other = await _sandbox.SubscribeAsync(email: "grace@example.org");
        var portal = (await _sandbox.SubscriptionAsync(mine))["urls"]!["customer_portal"]!.GetValue<string>();
        var others = (await _sandbox.SubscriptionAsync(other))["customer_id"]!.ToString();

        var opened = await StatusAsync(portal);
        var ofAnother = await StatusAsync(portal.Replace("user=30001", $"user={others}", StringComparison.Ordinal));
        var anothersSubscription = await StatusAsync(portal.Replace("/billing?", $"/billing/subscriptions/{other}/cancel?", StringComparison.Ordinal));
        await _sandbox.AdvanceAsync(hours: 23);
        var almost = await StatusAsync(portal);
        await _sandbox.AdvanceAsync(hours: 1);
        var expired = await StatusAsync(portal);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.NotFound), (opened, ofAnother, anothersSubscription));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), (almost, expired));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync((await _sandbox.SubscriptionAsync(mine))["urls"]!["customer_portal"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Every_address_in_a_subscription_leads_to_its_page()
    {
        var urls = (await _sandbox.SubscriptionAsync(await _sandbox.SubscribeAsync()))["urls"]!;

        foreach (var name in new[] { "customer_portal", "update_payment_method", "customer_portal_update_subscription" })
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(urls[name]!.GetValue<string>()));
    }

    [Fact]
    public async Task Receipts_and_invoices_are_shown_to_whoever_has_their_whole_address()
    {
        var id = await _sandbox.SubscribeAsync();
        var order = (await _sandbox.Api.GetAsync("v1/orders")).Body["data"]![0]!["attributes"]!;
        var invoice = (await _sandbox.InvoicesAsync(id))[0];

        foreach (var address in new[] { order["urls"]!["receipt"]!.GetValue<string>(), invoice["urls"]!["invoice_url"]!.GetValue<string>() })
        {
            Assert.Contains("$29.00", await _http.GetStringAsync(address), StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(address[..^1]));
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(address.Split('?')[0]));
        }
    }

    [Fact]
    public async Task A_checkout_is_opened_by_its_whole_address_until_it_expires()
    {
        var url = (await _sandbox.CheckoutAsync(attributes: new JsonObject { ["expires_at"] = "2026-12-02T10:00:00Z" }))["attributes"]!["url"]!.GetValue<string>();

        var opened = await StatusAsync(url);
        var unsigned = await StatusAsync(url.Split('?')[0]);
        await _sandbox.AdvanceAsync(days: 1);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.Gone), (opened, unsigned, await StatusAsync(url)));
    }

    [Fact]
    public async Task Pages_are_served_under_one_name_and_forms_taken_from_it_alone()
    {
        var url = (await _sandbox.CheckoutAsync())["attributes"]!["url"]!.GetValue<string>();
        using var foreignName = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { Host = "rebound.example" } };
        using var foreignPost = new HttpRequestMessage(HttpMethod.Post, url) { Headers = { Host = "rebound.example" }, Content = new FormUrlEncodedContent([]) };
        using var foreignForm = new HttpRequestMessage(HttpMethod.Post, url) { Content = new FormUrlEncodedContent([]) };
        foreignForm.Headers.Add("Origin", "https://evil.example");

        using var redirect = await _http.SendAsync(foreignName);
        using var misdirected = await _http.SendAsync(foreignPost);
        using var refused = await _http.SendAsync(foreignForm);

        Assert.Equal((HttpStatusCode.TemporaryRedirect, url), (redirect.StatusCode, redirect.Headers.Location!.ToString()));
        Assert.Equal(HttpStatusCode.MisdirectedRequest, misdirected.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Fact]
    public async Task What_customers_enter_is_never_part_of_a_page_as_it_is()
    {
        var url = (await _sandbox.CheckoutAsync(attributes: new JsonObject
        {
            ["product_options"] = new JsonObject { ["name"] = "<script>alert(1)</script>" },
        }))["attributes"]!["url"]!.GetValue<string>();

        using var response = await _http.PostAsync(url, new FormUrlEncodedContent([KeyValuePair.Create("name", "\"><script>alert(2)</script>"), KeyValuePair.Create("email", "x"), KeyValuePair.Create("card-number", "4242424242424242")]));
        var page = await response.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.DoesNotContain("<script>", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)", page, StringComparison.Ordinal);
        Assert.DoesNotContain("4242424242424242", page, StringComparison.Ordinal);
        Assert.Contains("script-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    private async Task<HttpStatusCode> StatusAsync(string address)
    {
        using var response = await _http.GetAsync(address);
        return response.StatusCode;
    }
}
