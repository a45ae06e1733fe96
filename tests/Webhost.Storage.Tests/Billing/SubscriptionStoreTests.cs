using Webhost.Contracts.Billing;
using Webhost.Core.Billing;

namespace Webhost.Storage.Tests.Billing;

[Collection(StorageCollection.Name)]
public sealed class SubscriptionStoreTests(StorageFixture storage)
{
    private static readonly SubscriptionSchedule Running = new(Live: true, ChangesAt: null);

    private readonly ISubscriptionStore store = storage.Get<ISubscriptionStore>();

    [Fact]
    public async Task A_record_is_written_under_its_version_only()
    {
        var record = Record();

        Assert.True(await store.TryWriteAsync(record, etag: null, Running, default));
        Assert.False(await store.TryWriteAsync(record, etag: null, Running, default));
        var present = (await store.FindAsync(record.SubscriptionId, default))!;
        Assert.Equivalent(record, present.Value);
        Assert.True(await store.TryWriteAsync(record with { UserId = "usr_1" }, present.ETag, Running, default));
        Assert.False(await store.TryWriteAsync(record with { UserId = "usr_2" }, present.ETag, Running, default));
        Assert.Equal("usr_1", (await store.FindAsync(record.SubscriptionId, default))!.Value.UserId);
    }

    [Fact]
    public async Task A_users_list_holds_what_says_itself_that_it_is_the_users()
    {
        var (userId, other) = (Some.UserId(), Some.UserId());
        var record = Record() with { UserId = userId.Value };
        await store.ListAsOwnedAsync(userId, record.SubscriptionId, default);
        await store.ListAsOwnedAsync(other, record.SubscriptionId, default);
        Assert.Empty(await store.ListAsync(userId, default));

        await store.TryWriteAsync(record, etag: null, Running, default);

        Assert.Equal([record.SubscriptionId], (await store.ListAsync(userId, default)).Select(item => item.SubscriptionId));
        Assert.Empty(await store.ListAsync(other, default));
    }

    [Fact]
    public async Task What_goes_on_and_what_is_due_is_found()
    {
        var due = new DateTimeOffset(2001, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var (live, over) = (Record(), Record());
        await store.TryWriteAsync(live, etag: null, new SubscriptionSchedule(Live: true, due), default);
        await store.TryWriteAsync(over, etag: null, new SubscriptionSchedule(Live: false, ChangesAt: null), default);

        var alive = await IdsAsync(store.ReadLiveAsync(default));
        var dueNow = await IdsAsync(store.ReadDueAsync(due, default));
        var dueBefore = await IdsAsync(store.ReadDueAsync(due.AddSeconds(-1), default));

        Assert.Contains(live.SubscriptionId, alive);
        Assert.DoesNotContain(over.SubscriptionId, alive);
        Assert.Contains(live.SubscriptionId, dueNow);
        Assert.DoesNotContain(live.SubscriptionId, dueBefore);
    }

    [Fact]
    public async Task Orders_and_reports_of_usage_are_kept()
    {
        var id = Guid.NewGuid().ToString("n");
        var order = new OrderRecord { OrderId = id, SubscriptionId = "1" };

        Assert.True(await store.TryWriteOrderAsync(order, etag: null, default));
        await store.NoteUsageAsync(id, new UsageReport("2026-11", 5, DateTimeOffset.UnixEpoch), default);
        await store.NoteUsageAsync(id, new UsageReport("2026-11", 7, DateTimeOffset.UnixEpoch), default);

        Assert.Equal(order, (await store.FindOrderAsync(id, default))!.Value);
        Assert.Equal(7, (await store.FindUsageAsync(id, "2026-11", default))!.Quantity);
        Assert.Null(await store.FindUsageAsync(id, "2026-12", default));
    }

    private static async Task<List<string>> IdsAsync(IAsyncEnumerable<SubscriptionRecord> records)
    {
        var ids = new List<string>();
        await foreach (var record in records)
        {
            ids.Add(record.SubscriptionId);
        }

        return ids;
    }

    private static SubscriptionRecord Record()
    {
        var id = Guid.NewGuid().ToString("n");
        return new SubscriptionRecord
        {
            SubscriptionId = id,
            History = [new SubscriptionFacts { SubscriptionId = id, Tier = "pro", Status = SubscriptionStatus.Active, CreatedAt = DateTimeOffset.UnixEpoch, UpdatedAt = DateTimeOffset.UnixEpoch }],
            Changes = [new ChangeNote { Paid = new Entitlement("pro", 2), PaidUntil = DateTimeOffset.UnixEpoch.AddDays(31), From = DateTimeOffset.UnixEpoch, NotedAt = DateTimeOffset.UnixEpoch.AddTicks(7) }],
        };
    }
}
