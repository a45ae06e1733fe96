using System.Text.Json.Nodes;

namespace Webhost.Local.LemonSqueezy.Tests;

public sealed class UsageTests : IAsyncLifetime
{
    private TestSandbox _sandbox = null!;

    public async Task InitializeAsync() => _sandbox = await TestSandbox.StartAsync();

    public Task DisposeAsync() => _sandbox.DisposeAsync().AsTask();

    [Fact]
    public async Task Usage_is_charged_at_the_end_of_its_period()
    {
        var id = await _sandbox.SubscribeAsync(TestSandbox.Usage);
        var item = (await _sandbox.SubscriptionAsync(id))["first_subscription_item"]!;
        var itemId = item["id"]!.GetValue<long>();

        var (first, record) = await ReportAsync(itemId, new JsonObject { ["quantity"] = 2 });
        await ReportAsync(itemId, new JsonObject { ["quantity"] = 3, ["action"] = "increment" });
        var summed = await UsageAsync(itemId);
        await ReportAsync(itemId, new JsonObject { ["quantity"] = 4, ["action"] = "set" });
        await ReportAsync(itemId, new JsonObject { ["quantity"] = 4, ["action"] = "set" });
        var set = await UsageAsync(itemId);
        await _sandbox.AdvanceAsync(months: 1);
        var next = await UsageAsync(itemId);
        await _sandbox.AdvanceAsync(months: 1);

        Assert.True(item["is_usage_based"]!.GetValue<bool>());
        Assert.Equal((201, "increment"), (first, record["data"]!["attributes"]!["action"]!.GetValue<string>()));
        Assert.Equal(5, summed["quantity"]!.GetValue<int>());
        Assert.True(
            JsonNode.DeepEquals(JsonNode.Parse("""{"period_start":"2026-12-01T10:00:00+00:00","period_end":"2027-01-01T10:00:00+00:00","quantity":4,"interval_unit":"month","interval_quantity":1}"""), set), set.ToJsonString());
        Assert.Equal(("2027-01-01T10:00:00+00:00", 0), (next["period_start"]!.GetValue<string>(), next["quantity"]!.GetValue<int>()));
        Assert.Equal([0, 20000, 0], (await _sandbox.InvoicesAsync(id)).Select(invoice => invoice["total"]!.GetValue<long>()));
    }

    [Fact]
    public async Task Usage_is_not_reported_for_what_is_paid_by_the_month()
    {
        var id = await _sandbox.SubscribeAsync();
        var item = (await _sandbox.SubscriptionAsync(id))["first_subscription_item"]!["id"]!.GetValue<long>();

        var (reported, _) = await ReportAsync(item, new JsonObject { ["quantity"] = 1 });
        var (current, _) = await _sandbox.Api.GetAsync($"v1/subscription-items/{item}/current-usage");

        Assert.Equal((422, 404), (reported, current));
    }

    [Theory]
    [InlineData("""{}""", 422)]
    [InlineData("""{"quantity":0}""", 422)]
    [InlineData("""{"quantity":1.5}""", 422)]
    [InlineData("""{"quantity":1,"action":"multiply"}""", 422)]
    public async Task A_record_that_is_not_right_is_refused(string attributes, int expected)
    {
        var id = await _sandbox.SubscribeAsync(TestSandbox.Usage);
        var item = (await _sandbox.SubscriptionAsync(id))["first_subscription_item"]!["id"]!.GetValue<long>();

        var (status, _) = await ReportAsync(item, JsonNode.Parse(attributes)!.AsObject());

        Assert.Equal(expected, status);
        Assert.Equal(0, (await UsageAsync(item))["quantity"]!.GetValue<int>());
    }

    [Fact]
    public async Task An_item_that_is_not_there_is_not_found()
    {
        Assert.Equal(404, (await ReportAsync(4711, new JsonObject { ["quantity"] = 1 })).Status);
    }

    [Fact]
    public async Task The_quantity_of_what_is_charged_by_usage_is_not_changed()
    {
        var id = await _sandbox.SubscribeAsync(TestSandbox.Usage);
        var item = (await _sandbox.SubscriptionAsync(id))["first_subscription_item"]!["id"]!.ToString();

        var (status, _) = await _sandbox.Api.PatchAsync($"v1/subscription-items/{item}", Document.Change("subscription-items", item, new JsonObject { ["quantity"] = 2 }));

        Assert.Equal(422, status);
    }

    private Task<(int Status, JsonNode Body)> ReportAsync(long itemId, JsonObject attributes) =>
        _sandbox.Api.PostAsync("v1/usage-records", Document.New("usage-records", attributes, ("subscription-item", "subscription-items", itemId)));

    private async Task<JsonNode> UsageAsync(long itemId) => (await _sandbox.Api.GetAsync($"v1/subscription-items/{itemId}/current-usage")).Body["meta"]!;
}
