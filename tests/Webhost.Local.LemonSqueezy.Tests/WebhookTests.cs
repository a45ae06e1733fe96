using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Webhost.Local.LemonSqueezy.Tests;

public sealed class WebhookTests : IAsyncLifetime
{
    private TestSandbox _sandbox = null!;

    public async Task InitializeAsync() => _sandbox = await TestSandbox.StartAsync();

    public Task DisposeAsync() => _sandbox.DisposeAsync().AsTask();

    [Fact]
    public async Task Each_is_signed_over_its_raw_body()
    {
        await _sandbox.SubscribeAsync(email: "ådä+1@example.org");

        Assert.All(_sandbox.Receiver.All, webhook =>
        {
            Assert.Matches("^[0-9a-f]{64}$", webhook.Signature);
            Assert.Equal(Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(TestSandbox.WebhookSecret), Encoding.UTF8.GetBytes(webhook.Body))), webhook.Signature);
        });
        Assert.Contains("ådä+1@example.org", _sandbox.Receiver.All[0].Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(201)]
    [InlineData(204)]
    [InlineData(302)]
    public async Task What_is_not_answered_with_200_comes_again_after_5_25_and_125_seconds_and_then_never(int answer)
    {
        _sandbox.Receiver.Answer = webhook => webhook.Event is "order_created" ? answer : 200;
        await _sandbox.SubscribeAsync();

        await _sandbox.AdvanceAsync(days: 2);

        var attempts = (await _sandbox.Admin.GetAsync("local/deliveries?event=order_created")).Body["items"]!.AsArray().Reverse().ToList();
        Assert.Equal(
            ["10:00:00", "10:00:05", "10:00:30", "10:02:35"],
            attempts.Select(attempt => attempt!["at"]!.GetValue<DateTimeOffset>().ToString("HH:mm:ss", CultureInfo.InvariantCulture)));
        Assert.Equal(["will_retry", "will_retry", "will_retry", "failed"], attempts.Select(attempt => attempt!["outcome"]!.GetValue<string>()));
        Assert.Equal(["event", "retry", "retry", "retry"], attempts.Select(attempt => attempt!["cause"]!.GetValue<string>()));
        Assert.All(attempts, attempt => Assert.Equal(answer, attempt!["status"]!.GetValue<int>()));
        Assert.Single(_sandbox.Receiver.All.Where(webhook => webhook.Event is "order_created").Select(webhook => (webhook.Body, webhook.Signature)).Distinct());
        Assert.Equal(4, _sandbox.Receiver.All.Count(webhook => webhook.Event is "order_created"));
        Assert.Equal(7, _sandbox.Receiver.All.Count);
    }

    [Fact]
    public async Task One_that_is_answered_at_last_comes_no_more()
    {
        var left = 2;
        _sandbox.Receiver.Answer = webhook => webhook.Event is "order_created" && left-- > 0 ? 503 : 200;
        await _sandbox.SubscribeAsync();

        await _sandbox.AdvanceAsync(days: 1);

        var attempts = (await _sandbox.Admin.GetAsync("local/deliveries?event=order_created")).Body["items"]!.AsArray();
        Assert.Equal(["delivered", "will_retry", "will_retry"], attempts.Select(attempt => attempt!["outcome"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Nobody_there_and_nobody_answering_count_as_failures_with_a_reason()
    {
        await using var sandbox = await TestSandbox.StartAsync(options => options with { DeliveryTimeout = TimeSpan.FromMilliseconds(300) });
        var answering = new TaskCompletionSource();
        sandbox.Receiver.Open = answering.Task;
        await sandbox.Api.PostAsync("v1/webhooks", Document.New(
            "webhooks",
            new JsonObject { ["url"] = $"http://127.0.0.1:{FreePorts.Next()}/", ["secret"] = "another", ["events"] = new JsonArray("order_created") },
            ("store", "stores", TestSandbox.StoreId)));

        await sandbox.SubscribeAsync();
        answering.SetResult();

        var errors = (await sandbox.Admin.GetAsync("local/deliveries?event=order_created")).Body["items"]!.AsArray().Select(attempt => attempt!["error"]!.GetValue<string>()).ToList();
        Assert.Equal(2, errors.Count);
        Assert.Contains(errors, error => error.Contains("No answer within 0.3 s", StringComparison.Ordinal));
        Assert.Contains(errors, error => error.Contains("refused", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Webhooks_are_made_changed_and_deleted_and_hear_only_of_what_they_asked_for()
    {
        await using var other = await Receiver.StartAsync();
        var (created, body) = await _sandbox.Api.PostAsync("v1/webhooks", Document.New(
            "webhooks",
            new JsonObject { ["url"] = other.Url.ToString(), ["secret"] = "first-secret", ["events"] = new JsonArray("subscription_created", "subscription_plan_changed") },
            ("store", "stores", TestSandbox.StoreId)));
        var id = body["data"]!["id"]!.GetValue<string>();
        await _sandbox.SubscribeAsync();
        var first = other.Take();

        var (changed, _) = await _sandbox.Api.PatchAsync($"v1/webhooks/{id}", Document.Change("webhooks", id, new JsonObject { ["secret"] = "second-secret", ["events"] = new JsonArray("order_created") }));
        await _sandbox.SubscribeAsync();
        var second = other.Take();
        var read = (await _sandbox.Api.GetAsync($"v1/webhooks/{id}")).Body["data"]!["attributes"]!;
        var (deleted, _) = await _sandbox.Api.DeleteAsync($"v1/webhooks/{id}");
        await _sandbox.SubscribeAsync();

        Assert.Equal((201, 200, 204), (created, changed, deleted));
        Assert.Equal("subscription_created", Assert.Single(first).Event);
        Assert.Equal("order_created", Assert.Single(second).Event);
        Assert.Equal(Convert.ToHexStringLower(HMACSHA256.HashData("second-secret"u8, Encoding.UTF8.GetBytes(second[0].Body))), second[0].Signature);
        Assert.NotNull(read["last_sent_at"]);
        Assert.DoesNotContain("secret", read.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(404, (await _sandbox.Api.GetAsync($"v1/webhooks/{id}")).Status);
        Assert.Empty(other.All);
    }

    [Fact]
    public async Task What_waits_for_a_deleted_webhook_is_dropped()
    {
        _sandbox.Receiver.Answer = _ => 500;
        await _sandbox.SubscribeAsync();
        var id = (await _sandbox.Api.GetAsync("v1/webhooks")).Body["data"]![0]!["id"]!.GetValue<string>();
        _sandbox.Receiver.Take();

        await _sandbox.Api.DeleteAsync($"v1/webhooks/{id}");
        await _sandbox.AdvanceAsync(days: 1);

        Assert.Empty(_sandbox.Receiver.All);
        Assert.Empty((await _sandbox.Admin.GetAsync("local/queue")).Body["items"]!.AsArray());
    }
}
