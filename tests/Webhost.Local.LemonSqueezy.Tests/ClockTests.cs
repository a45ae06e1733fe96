using System.Text.Json.Nodes;

namespace Webhost.Local.LemonSqueezy.Tests;

public sealed class ClockTests : IAsyncLifetime
{
    private TestSandbox _sandbox = null!;

    public async Task InitializeAsync() => _sandbox = await TestSandbox.StartAsync();

    public Task DisposeAsync() => _sandbox.DisposeAsync().AsTask();

    [Fact]
    public async Task Each_month_makes_an_invoice_dated_at_its_own_time()
    {
        var id = await _sandbox.SubscribeAsync();
        _sandbox.Receiver.Take();

        await _sandbox.AdvanceAsync(months: 3);

        Assert.Equal(
            ["2026-12-01T10:00:00.000000Z", "2027-01-01T10:00:00.000000Z", "2027-02-01T10:00:00.000000Z", "2027-03-01T10:00:00.000000Z"],
            (await _sandbox.InvoicesAsync(id)).Select(invoice => invoice["created_at"]!.GetValue<string>()));
        Assert.Equal(Enumerable.Repeat<string[]>(["subscription_updated", "subscription_payment_success"], 3).SelectMany(events => events), _sandbox.Receiver.Events);
        Assert.Equal("2027-04-01T10:00:00.000000Z", (await _sandbox.SubscriptionAsync(id))["renews_at"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_trial_ends_with_the_first_charge()
    {
        var id = await _sandbox.SubscribeAsync(TestSandbox.Trial);
        var during = await _sandbox.SubscriptionAsync(id);
        var first = _sandbox.Receiver.Take();

        await _sandbox.AdvanceAsync(days: 14);
        var after = await _sandbox.SubscriptionAsync(id);

        Assert.Equal(["order_created", "subscription_created", "subscription_updated"], first.Select(webhook => webhook.Event));
        Assert.Equal(0, first[0].Attributes["total"]!.GetValue<long>());
        Assert.Equal(("on_trial", "2026-12-15T10:00:00.000000Z"), (during["status"]!.GetValue<string>(), during["trial_ends_at"]!.GetValue<string>()));
        Assert.Null(during["first_subscription_item"]);
        Assert.Equal(["subscription_updated", "subscription_payment_success"], _sandbox.Receiver.Events);
        Assert.Equal("active", after["status"]!.GetValue<string>());
        Assert.Null(after["trial_ends_at"]);
        Assert.NotNull(after["first_subscription_item"]);
        Assert.Equal(("2027-01-15T10:00:00.000000Z", 15), (after["renews_at"]!.GetValue<string>(), after["billing_anchor"]!.GetValue<int>()));
        Assert.Equal([1900], (await _sandbox.InvoicesAsync(id)).Select(invoice => invoice["total"]!.GetValue<long>()));
    }

    [Fact]
    public async Task A_trial_is_skipped_moved_cancelled_or_ended()
    {
        var skipped = await _sandbox.SubscribeAsync(TestSandbox.Trial, attributes: new JsonObject { ["checkout_options"] = new JsonObject { ["skip_trial"] = true } });
        var moved = await _sandbox.SubscribeAsync(TestSandbox.Trial);
        var cancelled = await _sandbox.SubscribeAsync(TestSandbox.Trial);
        var ended = await _sandbox.SubscribeAsync(TestSandbox.Trial);

        await _sandbox.PatchAsync(moved, new JsonObject { ["trial_ends_at"] = "2026-12-20T00:00:00Z" });
        await _sandbox.PatchAsync(cancelled, new JsonObject { ["cancelled"] = true });
        await _sandbox.PatchAsync(ended, new JsonObject { ["billing_anchor"] = 0 });
        await _sandbox.AdvanceAsync(days: 15);

        Assert.Equal("active", (await _sandbox.SubscriptionAsync(skipped))["status"]!.GetValue<string>());
        Assert.Equal("on_trial", (await _sandbox.SubscriptionAsync(moved))["status"]!.GetValue<string>());
        Assert.Equal(("expired", "2026-12-15T10:00:00.000000Z"), await StatusAndEndAsync(cancelled));
        Assert.Equal("2026-12-01T10:00:00.000000Z", Assert.Single(await _sandbox.InvoicesAsync(ended))["created_at"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_failing_card_is_tried_four_more_times_then_unpaid_then_expired()
    {
        var id = await _sandbox.SubscribeAsync();
        await _sandbox.Admin.PostAsync($"local/subscriptions/{id}/payments", new JsonObject { ["decline"] = true });
        _sandbox.Receiver.Take();

        await _sandbox.AdvanceAsync(months: 1);
        var first = (Subscription: await _sandbox.SubscriptionAsync(id), Events: _sandbox.Receiver.Take());
        await _sandbox.AdvanceAsync(days: 13);
        var before = (Subscription: await _sandbox.SubscriptionAsync(id), Events: _sandbox.Receiver.Take());
        await _sandbox.AdvanceAsync(days: 1);
        var unpaid = (Subscription: await _sandbox.SubscriptionAsync(id), Events: _sandbox.Receiver.Take());
        await _sandbox.AdvanceAsync(days: 14);
        var expired = (Subscription: await _sandbox.SubscriptionAsync(id), Events: _sandbox.Receiver.Take());

        Assert.Equal(("past_due", "2027-01-04T10:00:00.000000Z"), (Status(first.Subscription), first.Subscription["renews_at"]!.GetValue<string>()));
        Assert.Equal(["subscription_updated", "subscription_payment_failed"], first.Events.Select(webhook => webhook.Event));
        Assert.Equal("pending", first.Events[1].Attributes["status"]!.GetValue<string>());
        Assert.Null(first.Events[1].Attributes["urls"]!["invoice_url"]);
        Assert.Equal("past_due", Status(before.Subscription));
        Assert.Equal(3, before.Events.Count(webhook => webhook.Event is "subscription_payment_failed"));
        Assert.Equal("unpaid", Status(unpaid.Subscription));
        Assert.Equal(["subscription_updated", "subscription_payment_failed"], unpaid.Events.Select(webhook => webhook.Event));
        Assert.Equal(("expired", "2027-01-29T10:00:00.000000Z"), (Status(expired.Subscription), expired.Subscription["ends_at"]!.GetValue<string>()));
        Assert.Equal(["subscription_expired", "subscription_updated"], expired.Events.Select(webhook => webhook.Event));
        Assert.Equal(["paid", "void"], (await _sandbox.InvoicesAsync(id)).Select(Status));
    }

    [Fact]
    public async Task A_payment_that_goes_through_after_all_is_told_as_recovered_and_keeps_the_day()
    {
        var id = await _sandbox.SubscribeAsync();
        await _sandbox.Admin.PostAsync($"local/subscriptions/{id}/payments", new JsonObject { ["decline"] = true });
        await _sandbox.AdvanceAsync(months: 1, days: 1);
        await _sandbox.Admin.PostAsync($"local/subscriptions/{id}/payments", new JsonObject { ["decline"] = false });
        _sandbox.Receiver.Take();

        await _sandbox.AdvanceAsync(days: 2);

        var subscription = await _sandbox.SubscriptionAsync(id);
        Assert.Equal(["subscription_updated", "subscription_payment_success", "subscription_payment_recovered"], _sandbox.Receiver.Events);
        Assert.All(_sandbox.Receiver.All.Skip(1), webhook => Assert.Equal("subscription-invoices", webhook.Json["data"]!["type"]!.GetValue<string>()));
        Assert.Equal(("active", "2027-02-01T10:00:00.000000Z"), (Status(subscription), subscription["renews_at"]!.GetValue<string>()));
        Assert.Equal(["paid", "paid"], (await _sandbox.InvoicesAsync(id)).Select(Status));
    }

    [Fact]
    public async Task A_trial_that_ends_with_a_failing_card_is_past_due()
    {
        var id = await _sandbox.SubscribeAsync(TestSandbox.Trial, card: "4000000000000341");

        await _sandbox.AdvanceAsync(days: 14);
        var pastDue = await _sandbox.SubscriptionAsync(id);
        await _sandbox.PatchAsync(id, new JsonObject { ["cancelled"] = true });
        await _sandbox.AdvanceAsync(seconds: 1);

        Assert.Equal("past_due", Status(pastDue));
        // Nothing of the time after the trial is paid for.
        Assert.Equal(("expired", "2026-12-15T10:00:00.000000Z"), await StatusAndEndAsync(id));
    }

    [Fact]
    public async Task Time_passes_by_itself_as_the_machine_s_does()
    {
        var id = await _sandbox.SubscribeAsync();
        _sandbox.Receiver.Take();

        _sandbox.Time.Advance(TimeSpan.FromDays(31));
        await _sandbox.AdvanceAsync();
        await _sandbox.Admin.PostAsync("local/clock", new JsonObject { ["seconds"] = 1 });

        Assert.Equal(["subscription_updated", "subscription_payment_success"], _sandbox.Receiver.Events);
        Assert.Equal("2027-01-01T10:00:00.000000Z", (await _sandbox.InvoicesAsync(id))[1]["created_at"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_stopped_clock_moves_only_by_hand_and_runs_on_from_where_it_stands()
    {
        await _sandbox.Admin.PostAsync("local/clock", new JsonObject { ["stopped"] = true });
        _sandbox.Time.Advance(TimeSpan.FromDays(100));
        var stopped = await ClockAsync();
        await _sandbox.AdvanceAsync(days: 1);
        var moved = await ClockAsync();
        await _sandbox.Admin.PostAsync("local/clock", new JsonObject { ["stopped"] = false });
        _sandbox.Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal("2026-12-01T10:00:00+00:00", stopped["now"]!.GetValue<string>());
        Assert.True(stopped["stopped"]!.GetValue<bool>());
        Assert.Equal("2026-12-02T10:00:00+00:00", moved["now"]!.GetValue<string>());
        Assert.Equal("2026-12-02T11:00:00+00:00", (await ClockAsync())["now"]!.GetValue<string>());
    }

    [Fact]
    public async Task What_will_happen_is_told()
    {
        var id = await _sandbox.SubscribeAsync();

        var next = (await ClockAsync())["next"]!.AsArray().Single()!;

        Assert.Equal(("subscriptions", id, "it renews"), (next["type"]!.GetValue<string>(), next["id"]!.ToString(), next["what"]!.GetValue<string>()));
        Assert.Equal("2027-01-01T10:00:00+00:00", next["at"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("""{"to":"2020-01-01T00:00:00Z"}""", 422)]
    [InlineData("""{"days":-1}""", 422)]
    [InlineData("""{"days":36500}""", 422)]
    [InlineData("""{"months":2147483647}""", 422)]
    [InlineData("""{"weeks":1}""", 400)]
    [InlineData("""null""", 400)]
    [InlineData("""{""", 400)]
    public async Task The_clock_goes_forward_only_and_not_for_ever(string body, int expected)
    {
        using var response = await _sandbox.Admin.SendRawAsync(HttpMethod.Post, "local/clock", body);

        Assert.Equal(expected, (int)response.StatusCode);
        Assert.Equal("2026-12-01T10:00:00+00:00", (await ClockAsync())["now"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("")]
    [InlineData("Bearer the-key-of-the-tests")]
    public async Task The_sandbox_s_own_API_wants_its_own_key(string authorization)
    {
        foreach (var (method, path) in new[] { ("GET", "local/clock"), ("POST", "local/clock"), ("GET", "local/deliveries"), ("POST", "local/storm"), ("DELETE", "local/faults") })
        {
            using var response = await _sandbox.Admin.SendRawAsync(HttpMethod.Parse(method), path, method is "POST" ? "{}" : null, authorization: authorization);

            Assert.Equal(401, (int)response.StatusCode);
        }
    }

    private async Task<JsonNode> ClockAsync() => (await _sandbox.Admin.GetAsync("local/clock")).Body;

    private async Task<(string Status, string EndsAt)> StatusAndEndAsync(string id)
    {
        var subscription = await _sandbox.SubscriptionAsync(id);
        return (Status(subscription), subscription["ends_at"]!.GetValue<string>());
    }

    private static string Status(JsonNode resource) => resource["status"]!.GetValue<string>();
}
