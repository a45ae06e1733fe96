using System.Text.Json.Nodes;

namespace Webhost.Local.LemonSqueezy.Tests;

public sealed class SubscriptionTests : IAsyncLifetime
{
    private TestSandbox _sandbox = null!;

    public async Task InitializeAsync() => _sandbox = await TestSandbox.StartAsync();

    public Task DisposeAsync() => _sandbox.DisposeAsync().AsTask();

    [Fact]
    public async Task A_cancelled_one_goes_on_to_its_end_and_then_expires()
    {
        var id = await _sandbox.SubscribeAsync();
        _sandbox.Receiver.Take();

        var (status, body) = await _sandbox.Api.DeleteAsync($"v1/subscriptions/{id}");
        await _sandbox.SettleAsync();
        var cancelled = _sandbox.Receiver.Take();
        await _sandbox.AdvanceAsync(months: 1);
        var expired = _sandbox.Receiver.Take();

        Assert.Equal((200, "cancelled", true), (status, body["data"]!["attributes"]!["status"]!.GetValue<string>(), body["data"]!["attributes"]!["cancelled"]!.GetValue<bool>()));
        Assert.Equal(["subscription_cancelled", "subscription_updated"], cancelled.Select(webhook => webhook.Event));
        Assert.Equal("2027-01-01T10:00:00.000000Z", cancelled[0].Attributes["ends_at"]!.GetValue<string>());
        Assert.Equal(["subscription_expired", "subscription_updated"], expired.Select(webhook => webhook.Event));
        Assert.Equal("2027-01-01T10:00:00.000000Z", expired[0].Attributes["updated_at"]!.GetValue<string>());
        Assert.Equal("expired", (await _sandbox.SubscriptionAsync(id))["status"]!.GetValue<string>());
        Assert.Single(await _sandbox.InvoicesAsync(id));
    }

    [Fact]
    public async Task A_cancelled_one_is_resumed_before_its_end_and_not_after()
    {
        var id = await _sandbox.SubscribeAsync();
        await _sandbox.PatchAsync(id, new JsonObject { ["cancelled"] = true });
        await _sandbox.SettleAsync();
        _sandbox.Receiver.Take();

        await _sandbox.AdvanceAsync(days: 20);
        var (resumed, body) = await _sandbox.PatchAsync(id, new JsonObject { ["cancelled"] = false });
        await _sandbox.SettleAsync();
        var events = _sandbox.Receiver.Take();
        await _sandbox.PatchAsync(id, new JsonObject { ["cancelled"] = true });
        await _sandbox.AdvanceAsync(months: 1);
        var (late, _) = await _sandbox.PatchAsync(id, new JsonObject { ["cancelled"] = false });

        Assert.Equal((200, "active"), (resumed, body["data"]!["attributes"]!["status"]!.GetValue<string>()));
        Assert.Null(body["data"]!["attributes"]!["ends_at"]);
        Assert.Equal(["subscription_resumed", "subscription_updated"], events.Select(webhook => webhook.Event));
        Assert.Equal(422, late);
    }

    [Theory]
    [InlineData("void", new[] { "paid", "void", "paid" })]
    [InlineData("free", new[] { "paid", "paid" })]
    public async Task A_paused_one_is_not_charged_and_goes_on_when_its_time_comes(string mode, string[] invoices)
    {
        var id = await _sandbox.SubscribeAsync();
        _sandbox.Receiver.Take();

        var (status, body) = await _sandbox.PatchAsync(id, new JsonObject { ["pause"] = new JsonObject { ["mode"] = mode, ["resumes_at"] = "2027-01-15T00:00:00Z" } });
        await _sandbox.SettleAsync();
        var paused = _sandbox.Receiver.Take();
        await _sandbox.AdvanceAsync(days: 45);
        var unpaused = _sandbox.Receiver.Take();
        await _sandbox.AdvanceAsync(months: 1);

        Assert.Equal(200, status);
        Assert.Equal($$"""{"mode":"{{mode}}","resumes_at":"2027-01-15T00:00:00.000000Z"}""", body["data"]!["attributes"]!["pause"]!.ToJsonString());
        Assert.Equal(["subscription_paused", "subscription_updated"], paused.Select(webhook => webhook.Event));
        Assert.Equal(["subscription_updated", "subscription_unpaused", "subscription_updated"], unpaused.Select(webhook => webhook.Event));
        Assert.Equal("2027-01-15T00:00:00.000000Z", unpaused[1].Attributes["updated_at"]!.GetValue<string>());
        Assert.Null(unpaused[1].Attributes["pause"]);
        Assert.Equal("active", (await _sandbox.SubscriptionAsync(id))["status"]!.GetValue<string>());
        Assert.Equal(invoices, (await _sandbox.InvoicesAsync(id)).Select(invoice => invoice["status"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_pause_without_an_end_is_ended_by_hand()
    {
        var id = await _sandbox.SubscribeAsync();

        await _sandbox.PatchAsync(id, new JsonObject { ["pause"] = new JsonObject { ["mode"] = "void" } });
        await _sandbox.AdvanceAsync(months: 3);
        var during = await _sandbox.SubscriptionAsync(id);
        var (status, body) = await _sandbox.PatchAsync(id, new JsonObject { ["pause"] = null });

        Assert.Equal("paused", during["status"]!.GetValue<string>());
        Assert.Equal((200, "active"), (status, body["data"]!["attributes"]!["status"]!.GetValue<string>()));
        Assert.Equal("2027-04-01T10:00:00.000000Z", body["data"]!["attributes"]!["renews_at"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("""{"pause":{"mode":"sleep"}}""")]
    [InlineData("""{"pause":{"mode":"free","resumes_at":"2020-01-01T00:00:00Z"}}""")]
    [InlineData("""{"pause":{"mode":"free","resumes_at":"later"}}""")]
    [InlineData("""{"variant_id":4711}""")]
    [InlineData("""{"cancelled":"yes"}""")]
    [InlineData("""{"billing_anchor":32}""")]
    [InlineData("""{"trial_ends_at":"2027-01-01T00:00:00Z"}""")]
    public async Task A_change_that_is_not_possible_changes_nothing(string attributes)
    {
        var id = await _sandbox.SubscribeAsync();
        var before = (await _sandbox.SubscriptionAsync(id)).ToJsonString();
        _sandbox.Receiver.Take();

        var (status, _) = await _sandbox.PatchAsync(id, JsonNode.Parse(attributes)!.AsObject());
        await _sandbox.SettleAsync();

        Assert.Equal(422, status);
        Assert.Equal(before, (await _sandbox.SubscriptionAsync(id)).ToJsonString());
        Assert.Empty(_sandbox.Receiver.All);
    }

    [Fact]
    public async Task A_change_of_plan_puts_the_difference_on_the_next_invoice()
    {
        var id = await _sandbox.SubscribeAsync();
        _sandbox.Receiver.Take();
        await _sandbox.AdvanceAsync(hours: 31 * 12);

        var (status, body) = await _sandbox.PatchAsync(id, new JsonObject { ["variant_id"] = TestSandbox.Pro });
        await _sandbox.SettleAsync();
        var events = _sandbox.Receiver.Take();
        await _sandbox.AdvanceAsync(months: 1);

        Assert.Equal((200, TestSandbox.Pro), (status, body["data"]!["attributes"]!["variant_id"]!.GetValue<long>()));
        Assert.Equal("Pro", body["data"]!["attributes"]!["variant_name"]!.GetValue<string>());
        Assert.Equal(["subscription_plan_changed", "subscription_updated"], events.Select(webhook => webhook.Event));
        // Half of the month at the difference of 70 dollars, and the next month.
        Assert.Equal([2900, 9900 + 3500], (await _sandbox.InvoicesAsync(id)).Select(invoice => invoice["total"]!.GetValue<long>()));
    }

    [Fact]
    public async Task A_change_of_plan_is_invoiced_at_once_or_not_at_all_when_that_is_asked_for()
    {
        var now = await _sandbox.SubscribeAsync();
        var never = await _sandbox.SubscribeAsync();
        await _sandbox.AdvanceAsync(hours: 31 * 12);

        await _sandbox.PatchAsync(now, new JsonObject { ["variant_id"] = TestSandbox.Pro, ["invoice_immediately"] = true });
        await _sandbox.PatchAsync(never, new JsonObject { ["variant_id"] = TestSandbox.Pro, ["invoice_immediately"] = true, ["disable_prorations"] = true });
        await _sandbox.AdvanceAsync(months: 1);

        Assert.Equal([("initial", 2900), ("updated", 3500), ("renewal", 9900)], await TotalsAsync(now));
        Assert.Equal([("initial", 2900), ("renewal", 9900)], await TotalsAsync(never));
    }

    [Fact]
    public async Task A_smaller_plan_leaves_a_credit_that_carries_over_several_invoices()
    {
        var id = await _sandbox.SubscribeAsync(TestSandbox.Pro);

        await _sandbox.PatchAsync(id, new JsonObject { ["variant_id"] = TestSandbox.Starter });
        await _sandbox.AdvanceAsync(months: 4);

        // A whole month of 70 dollars: 29 and 29 are covered, 17 of the next is left to pay.
        Assert.Equal([9900, 0, 0, 1700, 2900], (await _sandbox.InvoicesAsync(id)).Select(invoice => invoice["total"]!.GetValue<long>()));
    }

    [Fact]
    public async Task A_plan_of_another_interval_begins_at_once()
    {
        var id = await _sandbox.SubscribeAsync(TestSandbox.Pro);
        await _sandbox.AdvanceAsync(hours: 31 * 12);

        await _sandbox.PatchAsync(id, new JsonObject { ["variant_id"] = TestSandbox.Yearly });

        Assert.Equal([("initial", 9900), ("updated", 99000 - 4950)], await TotalsAsync(id));
        Assert.Equal("2027-12-16T22:00:00.000000Z", (await _sandbox.SubscriptionAsync(id))["renews_at"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_same_plan_again_is_no_change_of_plan()
    {
        var id = await _sandbox.SubscribeAsync();
        _sandbox.Receiver.Take();

        await _sandbox.PatchAsync(id, new JsonObject { ["variant_id"] = TestSandbox.Starter });
        await _sandbox.SettleAsync();

        Assert.Equal(["subscription_updated"], _sandbox.Receiver.Events);
    }

    [Fact]
    public async Task The_day_of_renewal_can_be_moved()
    {
        var id = await _sandbox.SubscribeAsync();

        var (_, body) = await _sandbox.PatchAsync(id, new JsonObject { ["billing_anchor"] = 31 });
        await _sandbox.AdvanceAsync(months: 3);

        Assert.Equal("2026-12-31T10:00:00.000000Z", body["data"]!["attributes"]!["renews_at"]!.GetValue<string>());
        Assert.Equal(
            ["2026-12-01", "2026-12-31", "2027-01-31", "2027-02-28"],
            (await _sandbox.InvoicesAsync(id)).Select(invoice => invoice["created_at"]!.GetValue<string>()[..10]));
    }

    [Fact]
    public async Task A_quantity_is_changed_on_its_item()
    {
        var id = await _sandbox.SubscribeAsync();
        var item = (await _sandbox.SubscriptionAsync(id))["first_subscription_item"]!["id"]!.ToString();

        var (status, body) = await _sandbox.Api.PatchAsync($"v1/subscription-items/{item}", Document.Change("subscription-items", item, new JsonObject { ["quantity"] = 4, ["invoice_immediately"] = true }));
        var (refused, _) = await _sandbox.Api.PatchAsync($"v1/subscription-items/{item}", Document.Change("subscription-items", item, new JsonObject { ["quantity"] = 0 }));

        Assert.Equal((200, 4), (status, body["data"]!["attributes"]!["quantity"]!.GetValue<int>()));
        Assert.Equal([("initial", 2900), ("updated", 8700)], await TotalsAsync(id));
        Assert.Equal(422, refused);
    }

    private async Task<IEnumerable<(string Reason, long Total)>> TotalsAsync(string id) =>
        (await _sandbox.InvoicesAsync(id)).Select(invoice => (invoice["billing_reason"]!.GetValue<string>(), invoice["total"]!.GetValue<long>()));
}
