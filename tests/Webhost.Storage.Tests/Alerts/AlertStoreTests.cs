using Webhost.Contracts.Alerts;
using Webhost.Core.Alerts;
using Webhost.Core.Users;

namespace Webhost.Storage.Tests.Alerts;

[Collection(StorageCollection.Name)]
public sealed class AlertStoreTests(StorageFixture storage)
{
    private static readonly DateTimeOffset Seen = new(2026, 11, 5, 0, 0, 0, TimeSpan.Zero);

    private readonly IAlertStore store = storage.Get<IAlertStore>();
    private readonly UserId userId = Some.UserId();

    [Fact]
    public async Task Of_racing_adds_of_one_threshold_one_succeeds()
    {
        var added = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => store.TryAddAsync(Alert(50), default)));

        Assert.Single(added, isNew => isNew);
        Assert.Single(await store.ListAsync(userId, "2026-11", default));
    }

    [Fact]
    public async Task Thresholds_limits_amounts_and_periods_are_kept_apart()
    {
        AlertRecord[] all = [Alert(50), Alert(100), Alert(50) with { Limit = "tokensPerMonth" }, Alert(50) with { Allowed = 20m }, Alert(50) with { Period = "2026-11-17" }];
        foreach (var alert in all)
        {
            Assert.True(await store.TryAddAsync(alert, default));
        }

        Assert.Equal(4, (await store.ListAsync(userId, "2026-11", default)).Count);
        Assert.Single(await store.ListAsync(userId, "2026-11-17", default));
    }

    [Fact]
    public async Task Only_what_is_yet_to_be_sent_is_pending_and_a_stale_change_is_refused()
    {
        await store.TryAddAsync(Alert(50), default);
        await store.TryAddAsync(Alert(75) with { Covered = true, Deliveries = [] }, default);
        var pending = Assert.Single(await store.ListPendingAsync(userId, default));

        Assert.NotNull(await store.TryUpdateAsync(pending with { Value = pending.Value.Dropped() }, default));
        Assert.Null(await store.TryUpdateAsync(pending, default));
        Assert.Empty(await store.ListPendingAsync(userId, default));
    }

    [Fact]
    public async Task The_newest_come_first_and_old_ones_go()
    {
        await store.TryAddAsync(Alert(50), default);
        await store.TryAddAsync(Alert(75) with { SeenAt = Seen.AddDays(1) }, default);
        await store.TryAddAsync(Alert(90) with { SeenAt = Seen.AddDays(2) }, default);

        Assert.Equal([90, 75], (await store.ListNewestAsync(userId, 2, default)).Select(alert => alert.Threshold));
        await store.RemoveAsync(userId, Seen.AddDays(1), default);
        Assert.Equal([90, 75], (await store.ListNewestAsync(userId, 9, default)).Select(alert => alert.Threshold));
    }

    [Fact]
    public async Task Settings_are_replaced_under_their_version_and_found_with_all_others()
    {
        var settings = new AlertSettings { UserId = userId.Value, WebhookUrl = "https://example.com", Thresholds = [50] };
        var first = await store.TrySetSettingsAsync(settings, etag: null, default);
        Assert.Null(await store.TrySetSettingsAsync(settings, etag: null, default));
        Assert.NotNull(await store.TrySetSettingsAsync(settings with { Email = "a@example.com" }, first!.ETag, default));
        Assert.Null(await store.TrySetSettingsAsync(settings, first.ETag, default));

        Assert.Equal("a@example.com", (await FindAsync())!.Email);
        await store.RemoveAsync(userId, before: null, default);
        await store.RemoveAsync(userId, before: null, default);
        Assert.Null(await FindAsync());
    }

    private AlertRecord Alert(int threshold) => new()
    {
        AlertId = $"alt_{threshold}",
        UserId = userId.Value,
        Period = "2026-11",
        PeriodEnd = Seen.AddMonths(1),
        Limit = "spendCapUsd",
        Threshold = threshold,
        Used = 5m,
        Allowed = 10m,
        SeenAt = Seen,
        Deliveries = [new AlertDelivery { Channel = "webhook", Status = DeliveryStatus.Pending, Attempts = 0, NextAttemptAt = Seen }],
    };

    private async Task<AlertSettings?> FindAsync()
    {
        AlertSettings? found = null;
        await foreach (var settings in store.ReadSettingsAsync(default))
        {
            found = settings.UserId == userId.Value ? settings : found;
        }

        return found;
    }
}
