using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;

namespace Webhost.Local.LemonSqueezy.Tests;

public sealed class PersistenceTests : IAsyncLifetime
{
    private TestSandbox _sandbox = null!;

    public async Task InitializeAsync() => _sandbox = await TestSandbox.StartAsync();

    public Task DisposeAsync() => _sandbox.DisposeAsync().AsTask();

    [Fact]
    public async Task Everything_survives_a_restart_the_clock_included()
    {
        var id = await _sandbox.SubscribeAsync();
        await _sandbox.AdvanceAsync(months: 2);
        await _sandbox.PatchAsync(id, new JsonObject { ["cancelled"] = true });
        await _sandbox.SettleAsync();
        var before = await ReadAllAsync();

        await _sandbox.CloseAsync();
        await _sandbox.OpenAsync();
        var after = await ReadAllAsync();
        await _sandbox.AdvanceAsync(months: 1);

        Assert.Equal(before, after);
        Assert.Equal("expired", (await _sandbox.SubscriptionAsync(id))["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task What_was_not_delivered_before_the_end_is_delivered_after_the_start()
    {
        _sandbox.Receiver.Answer = _ => 503;
        await _sandbox.SubscribeAsync();
        await _sandbox.CloseAsync();
        _sandbox.Receiver.Take();
        _sandbox.Receiver.Answer = _ => 200;

        await _sandbox.OpenAsync();
        await _sandbox.AdvanceAsync(seconds: 5);

        Assert.Equal(["order_created", "subscription_created", "subscription_updated", "subscription_payment_success"], _sandbox.Receiver.Events);
    }

    [Fact]
    public async Task Time_that_passed_while_it_was_off_is_caught_up_with_at_its_own_times()
    {
        var id = await _sandbox.SubscribeAsync();
        await _sandbox.CloseAsync();
        _sandbox.Receiver.Take();
        _sandbox.Time.Advance(TimeSpan.FromDays(65));

        await _sandbox.OpenAsync();
        await Eventually.TrueAsync(() => _sandbox.Receiver.Events.Count == 4, "two renewals to be told");

        Assert.Equal(
            ["2026-12-01T10:00:00.000000Z", "2027-01-01T10:00:00.000000Z", "2027-02-01T10:00:00.000000Z"],
            (await _sandbox.InvoicesAsync(id)).Select(invoice => invoice["created_at"]!.GetValue<string>()));
    }

    [Fact]
    public async Task The_own_webhook_follows_its_settings_and_keeps_its_id()
    {
        var first = (await _sandbox.Api.GetAsync("v1/webhooks")).Body["data"]!.AsArray().Single()!;
        await using var moved = await TestSandbox.StartAsync();
        await _sandbox.CloseAsync();

        await using var sandbox = await LemonSqueezySandbox.StartAsync(new LemonSqueezySandboxOptions
        {
            StateDirectory = _sandbox.Directory,
            ApiKey = TestSandbox.ApiKey,
            WebhookUrl = moved.Receiver.Url,
            WebhookSecret = "a-new-secret",
            Variants = [new SandboxVariant { Id = 1, Product = "webhost", Name = "Starter", PriceCents = 1 }],
        });
        using var api = new JsonClient(sandbox.Uri, TestSandbox.ApiKey, "application/vnd.api+json");
        var second = (await api.GetAsync("v1/webhooks")).Body["data"]!.AsArray().Single()!;

        Assert.Equal(first["id"]!.GetValue<string>(), second["id"]!.GetValue<string>());
        Assert.Equal(moved.Receiver.Url.ToString(), second["attributes"]!["url"]!.GetValue<string>());
    }

    [Fact]
    public async Task All_files_are_the_owner_s_alone_and_hold_no_card_number()
    {
        await _sandbox.SubscribeAsync();

        foreach (var file in Directory.GetFiles(_sandbox.Directory))
        {
            Assert.Equal((file, UnixFileMode.UserRead | UnixFileMode.UserWrite), (file, File.GetUnixFileMode(file)));
            Assert.True((await File.ReadAllBytesAsync(file)).AsSpan().IndexOf("4242424242424242"u8) < 0, file);
        }

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_sandbox.Directory));
    }

    [Fact]
    public async Task One_sandbox_at_a_time_has_the_state()
    {
        var failure = await Assert.ThrowsAsync<InvalidDataException>(() => LemonSqueezySandbox.StartAsync(new LemonSqueezySandboxOptions
        {
            StateDirectory = _sandbox.Directory,
            ApiKey = TestSandbox.ApiKey,
            Variants = [new SandboxVariant { Id = 1, Product = "webhost", Name = "Starter", PriceCents = 1 }],
        }));

        Assert.Contains("locked", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_file_stops_the_start_and_is_named()
    {
        await _sandbox.SubscribeAsync();
        await _sandbox.CloseAsync();
        var file = Path.Combine(_sandbox.Directory, "sandbox.db");
        await using (var connection = new SqliteConnection($"Data Source={file};Pooling=false"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "UPDATE records SET body = '{' WHERE kind = 'order'";
            await command.ExecuteNonQueryAsync();
        }

        var failure = await Assert.ThrowsAsync<InvalidDataException>(_sandbox.OpenAsync);

        Assert.Contains(file, failure.Message, StringComparison.Ordinal);
    }

    private async Task<string> ReadAllAsync()
    {
        var parts = new List<string>();
        foreach (var type in new[] { "subscriptions", "subscription-invoices", "subscription-items", "orders", "customers", "checkouts" })
            parts.Add((await _sandbox.Api.GetAsync($"v1/{type}")).Body["data"]!.ToJsonString().Replace(_sandbox.Uri.ToString(), "", StringComparison.Ordinal));
        parts.Add((await _sandbox.Admin.GetAsync("local/clock")).Body.ToJsonString());
        return string.Join('\n', parts);
    }
}
