using System.Text.Json.Nodes;

namespace Webhost.Local.LemonSqueezy.Tests;

public sealed class FaultTests : IAsyncLifetime
{
    private TestSandbox _sandbox = null!;

    public async Task InitializeAsync() => _sandbox = await TestSandbox.StartAsync();

    public Task DisposeAsync() => _sandbox.DisposeAsync().AsTask();

    [Fact]
    public async Task A_lost_event_never_comes_and_the_log_says_so()
    {
        await AddAsync(new JsonObject { ["fault"] = "lose", ["event"] = "subscription_created", ["times"] = 1 });

        await _sandbox.SubscribeAsync();
        await _sandbox.AdvanceAsync(days: 1);
        await _sandbox.SubscribeAsync();

        Assert.Equal(1, _sandbox.Receiver.Events.Count(name => name is "subscription_created"));
        Assert.Equal(2, _sandbox.Receiver.Events.Count(name => name is "order_created"));
        Assert.Equal(["delivered", "lost"], (await _sandbox.Admin.GetAsync("local/deliveries?event=subscription_created")).Body["items"]!.AsArray().Select(attempt => attempt!["outcome"]!.GetValue<string>()));
        Assert.Empty(await FaultsAsync());
    }

    [Fact]
    public async Task A_delayed_event_comes_when_its_time_has_come()
    {
        await AddAsync(new JsonObject { ["fault"] = "delay", ["event"] = "order_created", ["seconds"] = 90 });

        await _sandbox.SubscribeAsync();
        var before = _sandbox.Receiver.Take();
        await _sandbox.AdvanceAsync(seconds: 89);
        var almost = _sandbox.Receiver.Take();
        await _sandbox.AdvanceAsync(seconds: 1);

        Assert.Equal(["subscription_created", "subscription_updated", "subscription_payment_success"], before.Select(webhook => webhook.Event));
        Assert.Empty(almost);
        Assert.Equal(["order_created"], _sandbox.Receiver.Events);
        Assert.Single(await FaultsAsync());
    }

    [Fact]
    public async Task Duplicates_are_the_same_to_the_byte()
    {
        await AddAsync(new JsonObject { ["fault"] = "duplicate", ["copies"] = 2 });

        await _sandbox.SubscribeAsync();

        Assert.Equal(12, _sandbox.Receiver.All.Count);
        Assert.All(_sandbox.Receiver.All.GroupBy(webhook => webhook.Event, StringComparer.Ordinal), copies => Assert.Single(copies.Select(copy => copy.Body).Distinct(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Events_are_turned_around()
    {
        await AddAsync(new JsonObject { ["fault"] = "reorder", ["times"] = 3 });

        await _sandbox.SubscribeAsync();

        Assert.Equal(["subscription_updated", "subscription_created", "order_created", "subscription_payment_success"], _sandbox.Receiver.Events);
        Assert.Empty(await FaultsAsync());
    }

    [Fact]
    public async Task Held_events_are_released_in_the_order_that_is_wanted()
    {
        await AddAsync(new JsonObject { ["fault"] = "hold" });
        await _sandbox.SubscribeAsync();
        await _sandbox.AdvanceAsync(days: 1);
        Assert.Empty(_sandbox.Receiver.All);

        await ReleaseAsync("last", seed: 0);
        var last = _sandbox.Receiver.Take().Select(webhook => webhook.Event).ToList();
        await _sandbox.SubscribeAsync();
        await ReleaseAsync("random", seed: 7);
        var random = _sandbox.Receiver.Take().Select(webhook => webhook.Event).ToList();
        await _sandbox.SubscribeAsync();
        await ReleaseAsync("random", seed: 7);
        var again = _sandbox.Receiver.Take().Select(webhook => webhook.Event).ToList();

        Assert.Equal(["subscription_payment_success", "subscription_updated", "subscription_created", "order_created"], last);
        Assert.Equal(last.Order(StringComparer.Ordinal), random.Order(StringComparer.Ordinal));
        Assert.Equal(random, again);
    }

    [Fact]
    public async Task Taking_a_fault_away_lets_go_of_what_it_holds()
    {
        await AddAsync(new JsonObject { ["fault"] = "hold" });
        await _sandbox.SubscribeAsync();

        await _sandbox.Admin.DeleteAsync("local/faults");
        await _sandbox.SettleAsync();

        Assert.Equal(["order_created", "subscription_created", "subscription_updated", "subscription_payment_success"], _sandbox.Receiver.Events);
    }

    [Fact]
    public async Task A_past_event_is_sent_again()
    {
        await _sandbox.SubscribeAsync();
        var original = _sandbox.Receiver.Take()[0];
        var id = (await _sandbox.Admin.GetAsync("local/events?event=order_created")).Body["items"]![0]!["id"]!.GetValue<long>();

        await _sandbox.Admin.PostAsync($"local/events/{id}/resend", new JsonObject { ["copies"] = 2, ["delaySeconds"] = 3600 });
        await _sandbox.AdvanceAsync(hours: 1);
        var (missing, _) = await _sandbox.Admin.PostAsync("local/events/4711/resend", new JsonObject());

        Assert.Equal([original.Body, original.Body], _sandbox.Receiver.All.Select(webhook => webhook.Body));
        Assert.Equal(404, missing);
    }

    [Fact]
    public async Task A_storm_sends_all_copies_over_its_connections_in_the_order_of_its_seed()
    {
        await _sandbox.SubscribeAsync();
        _sandbox.Receiver.Take();

        var (status, report) = await _sandbox.Admin.PostAsync("local/storm", new JsonObject { ["copies"] = 50, ["connections"] = 8, ["seed"] = 3 });
        var storm = _sandbox.Receiver.Take();
        await _sandbox.Admin.PostAsync("local/storm", new JsonObject { ["copies"] = 50, ["connections"] = 1, ["seed"] = 3 });
        var first = _sandbox.Receiver.Take();
        await _sandbox.Admin.PostAsync("local/storm", new JsonObject { ["copies"] = 50, ["connections"] = 1, ["seed"] = 3 });
        var second = _sandbox.Receiver.Take();

        Assert.Equal((200, """{"sent":200,"answers":{"200":200}}"""), (status, report.ToJsonString()));
        Assert.All(storm.GroupBy(webhook => webhook.Event, StringComparer.Ordinal), copies => Assert.Equal(50, copies.Count()));
        Assert.Equal(8, storm.Select(webhook => webhook.Connection).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(first.Select(webhook => webhook.Event), second.Select(webhook => webhook.Event));
        Assert.NotEqual(first.Select(webhook => webhook.Event).Order(StringComparer.Ordinal), first.Select(webhook => webhook.Event));
        Assert.Equal(600, (await _sandbox.Admin.GetAsync("local/deliveries")).Body["items"]!.AsArray().Count(attempt => attempt!["cause"]!.GetValue<string>() is "storm"));
    }

    [Fact]
    public async Task A_storm_tells_how_it_was_answered_and_is_not_tried_again()
    {
        await _sandbox.SubscribeAsync();
        _sandbox.Receiver.Answer = webhook => webhook.Event is "order_created" ? 500 : 200;

        var (_, report) = await _sandbox.Admin.PostAsync("local/storm", new JsonObject { ["last"] = 4, ["copies"] = 2, ["connections"] = 2 });

        Assert.Equal((2, 6), (report["answers"]!["500"]!.GetValue<int>(), report["answers"]!["200"]!.GetValue<int>()));
        Assert.Empty((await _sandbox.Admin.GetAsync("local/queue")).Body["items"]!.AsArray());
    }

    [Theory]
    [InlineData("""{"fault":"vanish"}""")]
    [InlineData("""{"fault":"lose","event":"nothing"}""")]
    [InlineData("""{"fault":"lose","times":0}""")]
    [InlineData("""{"fault":"reorder"}""")]
    [InlineData("""{"fault":"delay","seconds":-1}""")]
    [InlineData("""{"fault":"duplicate","copies":0}""")]
    public async Task A_fault_that_makes_no_sense_is_refused(string fault)
    {
        var (status, body) = await _sandbox.Admin.PostAsync("local/faults", JsonNode.Parse(fault)!);

        Assert.Equal(422, status);
        Assert.NotEmpty(body["error"]!.GetValue<string>());
        Assert.Empty(await FaultsAsync());
    }

    private async Task AddAsync(JsonObject fault)
    {
        var (status, body) = await _sandbox.Admin.PostAsync("local/faults", fault);
        Assert.True(status == 200, body.ToJsonString());
    }

    private async Task ReleaseAsync(string order, int seed)
    {
        await _sandbox.Admin.PostAsync("local/release", new JsonObject { ["order"] = order, ["seed"] = seed });
        await _sandbox.SettleAsync();
    }

    private async Task<JsonArray> FaultsAsync() => (await _sandbox.Admin.GetAsync("local/faults")).Body["items"]!.AsArray();
}
