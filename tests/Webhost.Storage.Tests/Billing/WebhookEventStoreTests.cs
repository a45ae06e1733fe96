using Webhost.Contracts.Billing;
using Webhost.Core.Billing;

namespace Webhost.Storage.Tests.Billing;

[Collection(StorageCollection.Name)]
public sealed class WebhookEventStoreTests(StorageFixture storage)
{
    private readonly IWebhookEventStore store = storage.Get<IWebhookEventStore>();

    [Fact]
    public async Task An_event_is_stored_once_whatever_races()
    {
        var item = Event();

        var added = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => store.TryAddAsync(item, default)));

        Assert.Single(added, fresh => fresh);
        Assert.Equivalent(item, (await store.FindAsync(item.EventId, default))!.Value);
    }

    [Fact]
    public async Task A_pending_event_is_listed_until_it_is_crossed_off_and_again_when_it_is_reopened()
    {
        var item = Event();
        await store.TryAddAsync(item, default);
        Assert.Contains(item.EventId, await store.ListPendingAsync(1000, default));

        Assert.True(await store.TryUpdateAsync(await PresentAsync(item, WebhookEventState.Applied), wasPending: true, default));
        Assert.DoesNotContain(item.EventId, await store.ListPendingAsync(1000, default));

        Assert.True(await store.TryUpdateAsync(await PresentAsync(item, WebhookEventState.Pending), wasPending: false, default));
        Assert.Contains(item.EventId, await store.ListPendingAsync(1000, default));
    }

    [Fact]
    public async Task Of_two_who_cross_an_event_off_one_is_told_that_it_was_too_late()
    {
        var item = Event();
        await store.TryAddAsync(item, default);
        var one = await PresentAsync(item, WebhookEventState.Applied);
        var other = await PresentAsync(item, WebhookEventState.Superseded);

        Assert.True(await store.TryUpdateAsync(one, wasPending: true, default));
        Assert.False(await store.TryUpdateAsync(other, wasPending: true, default));
        Assert.Equal(WebhookEventState.Applied, (await store.FindAsync(item.EventId, default))!.Value.State);
    }

    [Fact]
    public async Task Events_are_read_by_time_and_state_oldest_first()
    {
        var start = new DateTimeOffset(2001, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(Random.Shared.Next(1, 100_000_000));
        var items = Enumerable.Range(0, 5).Select(index => Event(index == 2 ? WebhookEventState.Ignored : WebhookEventState.Pending) with { ReceivedAt = start.AddMinutes(index) }).ToArray();
        foreach (var item in items.Reverse())
        {
            await store.TryAddAsync(item, default);
        }

        var all = await ReadAsync(start, start.AddMinutes(4), state: null);
        var ignored = await ReadAsync(start, start.AddMinutes(4), WebhookEventState.Ignored);

        Assert.Equal(items.Take(4).Select(item => item.EventId), all);
        Assert.Equal([items[2].EventId], ignored);
    }

    [Fact]
    public async Task Old_events_are_removed_unless_they_are_still_to_be_processed()
    {
        var old = new DateTimeOffset(1999, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var done = Event(WebhookEventState.Applied) with { ReceivedAt = old };
        var pending = Event() with { ReceivedAt = old };
        var young = Event(WebhookEventState.Applied);
        foreach (var item in new[] { done, pending, young })
        {
            await store.TryAddAsync(item, default);
        }

        await store.RemoveAsync(old.AddDays(1), default);

        Assert.Null(await store.FindAsync(done.EventId, default));
        Assert.NotNull(await store.FindAsync(pending.EventId, default));
        Assert.NotNull(await store.FindAsync(young.EventId, default));
    }

    private async Task<List<string>> ReadAsync(DateTimeOffset from, DateTimeOffset to, WebhookEventState? state)
    {
        var ids = new List<string>();
        await foreach (var item in store.ReadAsync(from, to, state, default))
        {
            ids.Add(item.EventId);
        }

        return ids;
    }

    private async Task<Core.Storage.Versioned<StoredEvent>> PresentAsync(StoredEvent item, WebhookEventState state)
    {
        var present = (await store.FindAsync(item.EventId, default))!;
        return present with { Value = present.Value with { State = state } };
    }

    private static StoredEvent Event(WebhookEventState state = WebhookEventState.Pending) => new()
    {
        EventId = Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32)),
        Name = "subscription_updated",
        Subject = "subscription 1",
        Document = """{"meta":{"event_name":"subscription_updated"}}""",
        ReceivedAt = DateTimeOffset.UtcNow,
        State = state,
    };
}
