using System.Text.Json.Nodes;

namespace Webhost.Local.LemonSqueezy.Tests;

public sealed class PurchaseTests : IAsyncLifetime
{
    private TestSandbox _sandbox = null!;

    public async Task InitializeAsync() => _sandbox = await TestSandbox.StartAsync();

    public Task DisposeAsync() => _sandbox.DisposeAsync().AsTask();

    [Fact]
    public async Task A_checkout_is_answered_as_it_was_asked_for_with_an_address_to_pay_at()
    {
        var checkout = await _sandbox.CheckoutAsync(TestSandbox.Pro, new JsonObject
        {
            ["custom_price"] = 5000,
            ["expires_at"] = "2027-01-01T00:00:00Z",
            ["preview"] = true,
            ["product_options"] = new JsonObject { ["redirect_url"] = "http://127.0.0.1:4280/billing", ["name"] = "Pro at half price" },
            ["checkout_options"] = new JsonObject { ["dark"] = true },
            ["checkout_data"] = new JsonObject { ["email"] = "ada@example.org", ["custom"] = new JsonObject { ["user_id"] = "user_1" } },
        });

        var read = (await _sandbox.Api.GetAsync($"v1/checkouts/{checkout["id"]}")).Body["data"]!;
        var attributes = read["attributes"]!;
        Assert.Equal(checkout.ToJsonString(), read.ToJsonString());
        Assert.Equal(5000, attributes["preview"]!["total"]!.GetValue<long>());
        Assert.Equal("$50.00", attributes["preview"]!["total_formatted"]!.GetValue<string>());
        Assert.Equal("2027-01-01T00:00:00.000000Z", attributes["expires_at"]!.GetValue<string>());
        Assert.Equal("Pro at half price", attributes["product_options"]!["name"]!.GetValue<string>());
        Assert.True(attributes["checkout_options"]!["dark"]!.GetValue<bool>());
        Assert.True(attributes["checkout_options"]!["logo"]!.GetValue<bool>());
        Assert.Equal("user_1", attributes["checkout_data"]!["custom"]!["user_id"]!.GetValue<string>());
        Assert.StartsWith($"{_sandbox.Uri}checkout/custom/{checkout["id"]}?signature=", attributes["url"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"custom_price":-1}""", "/data/attributes/custom_price")]
    [InlineData("""{"custom_price":"50"}""", "/data/attributes/custom_price")]
    [InlineData("""{"expires_at":"soon"}""", "/data/attributes/expires_at")]
    [InlineData("""{"checkout_data":{"email":"nobody"}}""", "/data/attributes/checkout_data/email")]
    [InlineData("""{"checkout_data":{"custom":"text"}}""", "/data/attributes/checkout_data/custom")]
    [InlineData("""{"checkout_data":{"variant_quantities":[{"variant_id":1001}]}}""", "/data/attributes/checkout_data/variant_quantities")]
    [InlineData("""{"product_options":{"redirect_url":"javascript:alert(1)"}}""", "/data/attributes/product_options/redirect_url")]
    [InlineData("""{"checkout_options":{"dark":"yes"}}""", "/data/attributes/checkout_options/dark")]
    public async Task A_checkout_with_a_value_that_is_not_right_is_refused(string attributes, string pointer)
    {
        var (status, body) = await _sandbox.Api.PostAsync("v1/checkouts", Document.New(
            "checkouts", JsonNode.Parse(attributes)!.AsObject(), ("store", "stores", TestSandbox.StoreId), ("variant", "variants", TestSandbox.Starter)));

        Assert.Equal(422, status);
        Assert.Equal(pointer, body["errors"]![0]!["source"]!["pointer"]!.GetValue<string>());
    }

    [Fact]
    public async Task Paying_makes_an_order_a_subscription_and_a_paid_invoice_and_tells_of_all()
    {
        var id = await _sandbox.SubscribeAsync(attributes: new JsonObject
        {
            ["checkout_data"] = new JsonObject { ["custom"] = new JsonObject { ["user_id"] = "user_1", ["seats"] = 3, ["trusted"] = true } },
        });

        var received = _sandbox.Receiver.All;
        var (order, created, updated, payment) = (received[0], received[1], received[2], received[3]);
        Assert.Equal(["order_created", "subscription_created", "subscription_updated", "subscription_payment_success"], _sandbox.Receiver.Events);
        Assert.All(received, webhook =>
        {
            Assert.Equal("application/json", webhook.ContentType);
            Assert.Equal(webhook.Event, webhook.Json["meta"]!["event_name"]!.GetValue<string>());
            Assert.Equal("""{"user_id":"user_1","seats":"3","trusted":"1"}""", webhook.Json["meta"]!["custom_data"]!.ToJsonString());
            Assert.True(webhook.Json["meta"]!["test_mode"]!.GetValue<bool>());
            Assert.True(webhook.Attributes["test_mode"]!.GetValue<bool>());
        });
        Assert.Equal(("orders", "paid", 2900L), (Type(order), order.Attributes["status"]!.GetValue<string>(), order.Attributes["total"]!.GetValue<long>()));
        Assert.Equal(("subscriptions", id, "active"), (Type(created), created.Id, created.Attributes["status"]!.GetValue<string>()));
        Assert.Equal(order.Id, created.Attributes["order_id"]!.ToString());
        Assert.Equal(("subscriptions", id), (Type(updated), updated.Id));
        Assert.Equal(("subscription-invoices", id, "initial"), (Type(payment), payment.Attributes["subscription_id"]!.ToString(), payment.Attributes["billing_reason"]!.GetValue<string>()));
        Assert.Equal("2027-01-01T10:00:00.000000Z", created.Attributes["renews_at"]!.GetValue<string>());
        Assert.Equal(("visa", "4242"), (created.Attributes["card_brand"]!.GetValue<string>(), created.Attributes["card_last_four"]!.GetValue<string>()));
        Assert.DoesNotContain("user_1", (await _sandbox.SubscriptionAsync(id)).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_custom_data_the_webhook_has_none()
    {
        await _sandbox.SubscribeAsync();

        Assert.All(_sandbox.Receiver.All, webhook => Assert.False(webhook.Json["meta"]!.AsObject().ContainsKey("custom_data")));
    }

    [Fact]
    public async Task A_quantity_multiplies_the_price_now_and_later()
    {
        var id = await _sandbox.SubscribeAsync(attributes: new JsonObject
        {
            ["checkout_data"] = new JsonObject { ["variant_quantities"] = new JsonArray(new JsonObject { ["variant_id"] = TestSandbox.Starter, ["quantity"] = 3 }) },
        });

        await _sandbox.AdvanceAsync(months: 1);

        Assert.Equal([8700, 8700], (await _sandbox.InvoicesAsync(id)).Select(invoice => invoice["total"]!.GetValue<long>()));
        Assert.Equal(3, (await _sandbox.SubscriptionAsync(id))["first_subscription_item"]!["quantity"]!.GetValue<int>());
    }

    [Fact]
    public async Task Each_beyond_the_first_may_have_a_price_of_its_own()
    {
        var id = await _sandbox.SubscribeAsync(TestSandbox.WithAddOns, attributes: new JsonObject
        {
            ["checkout_data"] = new JsonObject { ["variant_quantities"] = new JsonArray(new JsonObject { ["variant_id"] = TestSandbox.WithAddOns, ["quantity"] = 3 }) },
        });
        var item = (await _sandbox.SubscriptionAsync(id))["first_subscription_item"]!["id"]!.ToString();

        await _sandbox.Api.PatchAsync($"v1/subscription-items/{item}", Document.Change("subscription-items", item, new JsonObject { ["quantity"] = 4, ["invoice_immediately"] = true }));
        await _sandbox.AdvanceAsync(months: 1);
        await _sandbox.Api.PatchAsync($"v1/subscription-items/{item}", Document.Change("subscription-items", item, new JsonObject { ["quantity"] = 1, ["disable_prorations"] = true }));
        await _sandbox.AdvanceAsync(months: 1);
        var price = (await _sandbox.Api.GetAsync($"v1/prices?filter[variant_id]={TestSandbox.WithAddOns}")).Body["data"]![0]!["attributes"]!;

        Assert.Equal([19900, 5000, 24900, 9900], (await _sandbox.InvoicesAsync(id)).Select(invoice => invoice["total"]!.GetValue<long>()));
        Assert.Equal("graduated", price["scheme"]!.GetValue<string>());
        Assert.Equal([9900, 5000], price["tiers"]!.AsArray().Select(tier => tier!["unit_price"]!.GetValue<long>()));
    }

    [Theory]
    [InlineData("4000000000000002", "declined")]
    [InlineData("4000000000009995", "insufficient funds")]
    [InlineData("4000000000000341", "declined")]
    [InlineData("4111111111111111", "test card")]
    public async Task A_card_that_is_declined_buys_nothing(string card, string reason)
    {
        var checkout = await _sandbox.CheckoutAsync();

        var (status, body) = await _sandbox.Admin.PostAsync($"local/checkouts/{checkout["id"]}/pay", new JsonObject { ["email"] = "ada@example.org", ["cardNumber"] = card });

        Assert.Equal(422, status);
        Assert.Contains(reason, body["error"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Empty((await _sandbox.Api.GetAsync("v1/orders")).Body["data"]!.AsArray());
        Assert.Empty(_sandbox.Receiver.All);
    }

    private static string Type(ReceivedWebhook webhook) => webhook.Json["data"]!["type"]!.GetValue<string>();
}
