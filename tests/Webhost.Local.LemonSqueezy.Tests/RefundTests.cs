using System.Text.Json.Nodes;

namespace Webhost.Local.LemonSqueezy.Tests;

public sealed class RefundTests : IAsyncLifetime
{
    private TestSandbox _sandbox = null!;

    public async Task InitializeAsync() => _sandbox = await TestSandbox.StartAsync();

    public Task DisposeAsync() => _sandbox.DisposeAsync().AsTask();

    [Fact]
    public async Task An_order_and_its_first_invoice_are_refunded_together_in_parts_and_to_the_end()
    {
        var id = await _sandbox.SubscribeAsync();
        var order = (await _sandbox.SubscriptionAsync(id))["order_id"]!.ToString();
        _sandbox.Receiver.Take();

        var (first, part) = await RefundAsync("orders", order, 900);
        var (second, whole) = await RefundAsync("orders", order, 2000);
        var (third, _) = await RefundAsync("orders", order, 1);
        await _sandbox.SettleAsync();

        Assert.Equal((200, 200, 422), (first, second, third));
        Assert.Equal(("partial_refund", false), (Status(part), part["data"]!["attributes"]!["refunded"]!.GetValue<bool>()));
        Assert.Equal(("refunded", true, 2900L), (Status(whole), whole["data"]!["attributes"]!["refunded"]!.GetValue<bool>(), whole["data"]!["attributes"]!["refunded_amount"]!.GetValue<long>()));
        Assert.Equal(["order_refunded", "subscription_payment_refunded", "order_refunded", "subscription_payment_refunded"], _sandbox.Receiver.Events);
        Assert.Equal("subscription-invoices", _sandbox.Receiver.All[1].Json["data"]!["type"]!.GetValue<string>());
        Assert.Equal("refunded", Assert.Single(await _sandbox.InvoicesAsync(id))["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_invoice_of_a_renewal_is_refunded_by_itself()
    {
        var id = await _sandbox.SubscribeAsync();
        await _sandbox.AdvanceAsync(months: 1);
        var invoice = (await _sandbox.Api.GetAsync($"v1/subscription-invoices?filter[subscription_id]={id}")).Body["data"]![0]!["id"]!.GetValue<string>();
        _sandbox.Receiver.Take();

        var (tooMuch, _) = await RefundAsync("subscription-invoices", invoice, 2901);
        var (status, body) = await RefundAsync("subscription-invoices", invoice, 2900);
        await _sandbox.SettleAsync();

        Assert.Equal((422, 200, "refunded"), (tooMuch, status, Status(body)));
        Assert.Equal(["subscription_payment_refunded"], _sandbox.Receiver.Events);
        Assert.Equal("paid", (await _sandbox.Api.GetAsync("v1/orders")).Body["data"]![0]!["attributes"]!["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task What_cost_nothing_or_was_not_paid_is_not_refunded()
    {
        var trial = await _sandbox.SubscribeAsync(TestSandbox.Trial, card: "4000000000000341");
        var order = (await _sandbox.SubscriptionAsync(trial))["order_id"]!.ToString();
        await _sandbox.AdvanceAsync(days: 14);
        var invoice = (await _sandbox.Api.GetAsync($"v1/subscription-invoices?filter[subscription_id]={trial}")).Body["data"]![0]!["id"]!.GetValue<string>();

        Assert.Equal(422, (await RefundAsync("orders", order, 1)).Status);
        Assert.Equal(422, (await RefundAsync("subscription-invoices", invoice, 1)).Status);
        Assert.Equal(404, (await RefundAsync("orders", "1", 1)).Status);
    }

    private Task<(int Status, JsonNode Body)> RefundAsync(string type, string id, long amount) =>
        _sandbox.Api.PostAsync($"v1/{type}/{id}/refund", Document.Change(type, id, new JsonObject { ["amount"] = amount }));

    private static string Status(JsonNode body) => body["data"]!["attributes"]!["status"]!.GetValue<string>();
}
