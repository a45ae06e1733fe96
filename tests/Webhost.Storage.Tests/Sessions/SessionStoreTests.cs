using Azure;
using Azure.Data.Tables;
using Webhost.Core.Agents;
using Webhost.Core.Sessions;
using Webhost.Core.Storage;

namespace Webhost.Storage.Tests.Sessions;

[Collection(StorageCollection.Name)]
public sealed class SessionStoreTests(StorageFixture storage)
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private readonly ISessionStore store = storage.Get<ISessionStore>();
    private readonly string agentId = AgentId.New(TimeProvider.System).Value;

    [Fact]
    public async Task Sessions_that_are_unused_for_long_are_forgotten_and_others_stay()
    {
        foreach (var hours in Enumerable.Range(0, 5))
        {
            await store.TouchAsync([Touch($"ses_{hours}", Noon.AddHours(hours))], default);
        }

        await store.TouchAsync([Touch("ses_0", Noon.AddHours(9))], default);
        Assert.Equal(1, await store.RemoveUnusedAsync(agentId, Noon.AddHours(2.5), most: 1, default));
        Assert.Equal(4, (await ListByIdAsync()).Count);
        Assert.Equal(1, await store.RemoveUnusedAsync(agentId, Noon.AddHours(2.5), most: 10, default));
        Assert.Equal(0, await store.RemoveUnusedAsync(agentId, Noon.AddHours(2.5), most: 10, default));

        Assert.Equal(["ses_0", "ses_4", "ses_3"], await ListAsync());
        Assert.Equal(["ses_0", "ses_3", "ses_4"], await ListByIdAsync());
        Assert.Equal(7, (await RowsAsync()).Count);
    }

    [Fact]
    public async Task Sessions_that_are_opened_are_noted_at_once_and_those_that_are_known_given_back()
    {
        await store.TouchAsync([Touch("ses_1", Noon)], default);
        await store.EndAsync(agentId, "ses_2", Noon.AddHours(1), default);

        var opened = Enumerable.Range(0, ISessionStore.MostOpened).Select(number => Touch($"ses_{number}", Noon.AddMinutes(number))).ToArray();
        var known = await store.OpenAsync(opened, default);

        Assert.Equal(["ses_1", "ses_2"], known.Select(touch => touch.SessionId));
        Assert.Equal(ISessionStore.MostOpened - 1, (await ListByIdAsync()).Count);
        Assert.Equal(Noon, (await store.FindAsync(agentId, "ses_1", default))!.LastUsedAt);
        Assert.Null(await store.FindAsync(agentId, "ses_2", default));

        await store.TouchAsync(known, default);
        await store.TouchAsync([Touch("ses_3", Noon.AddHours(2))], default);
        Assert.Equal((Noon.AddMinutes(3), Noon.AddHours(2), 2), (await store.FindAsync(agentId, "ses_3", default)) is { } again ? (again.CreatedAt, again.LastUsedAt, again.Invocations) : default);
        Assert.Equal("ses_3", (await ListAsync())[0]);
        Assert.Equal(ISessionStore.MostOpened - 1, (await ListAsync()).Count);
    }

    [Fact]
    public async Task The_last_used_comes_first_and_pages_go_on_where_they_ended()
    {
        string[] used = ["used", "ses_2", "0", "z.z:z", "ALL", "_used", "-"];
        foreach (var (index, id) in used.Index())
        {
            await store.TouchAsync([Touch(id, Noon.AddMinutes(index))], default);
        }

        await store.TouchAsync([Touch("0", Noon.AddHours(1))], default);

        var first = await store.ListAsync(agentId, new PageRequest(3, null), default);
        Assert.Equal(["0", "-", "_used"], first.Items.Select(session => session.SessionId));
        Assert.Equal((Noon.AddMinutes(2), Noon.AddHours(1), 2), (first.Items[0].CreatedAt, first.Items[0].LastUsedAt, first.Items[0].Invocations));

        // Whatever is used meanwhile: none comes twice.
        await store.TouchAsync([Touch("-", Noon.AddHours(2)), Touch("used", Noon.AddHours(2)), Touch("new", Noon.AddHours(2))], default);
        var second = await store.ListAsync(agentId, new PageRequest(3, first.NextCursor), default);
        Assert.Equal(["ALL", "z.z:z", "ses_2"], second.Items.Select(session => session.SessionId));
        Assert.Null(second.NextCursor);
    }

    [Fact]
    public async Task A_page_is_full_also_when_it_is_the_first_and_the_last_has_no_cursor()
    {
        await store.TouchAsync([.. Enumerable.Range(0, 4).Select(index => Touch($"ses_{index}", Noon.AddMinutes(index)))], default);

        // The first list of all, and a later one.
        foreach (var _ in Enumerable.Range(0, 2))
        {
            var first = await store.ListAsync(agentId, new PageRequest(2, null), default);
            Assert.Equal(["ses_3", "ses_2"], first.Items.Select(session => session.SessionId));
            var second = await store.ListAsync(agentId, new PageRequest(2, first.NextCursor), default);
            Assert.Equal(["ses_1", "ses_0"], second.Items.Select(session => session.SessionId));
            Assert.Null(second.NextCursor);
            Assert.Null((await store.ListAsync(agentId, new PageRequest(4, null), default)).NextCursor);
        }
    }

    [Fact]
    public async Task A_session_that_many_use_at_once_is_counted_and_listed_once()
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, 8), async (index, token) => await store.TouchAsync([Touch("ses_1", Noon.AddSeconds(index % 4))], token));

        var session = Assert.Single((await store.ListAsync(agentId, new PageRequest(10, null), default)).Items);
        Assert.Equal((8, Noon.AddSeconds(3)), (session.Invocations, session.LastUsedAt));
        Assert.Equal(3, (await RowsAsync()).Count);
    }

    [Fact]
    public async Task A_late_touch_does_not_move_a_session_back()
    {
        await store.TouchAsync([Touch("ses_1", Noon.AddMinutes(2))], default);
        await store.TouchAsync([Touch("ses_2", Noon.AddMinutes(1))], default);

        await store.TouchAsync([Touch("ses_1", Noon)], default);

        Assert.Equal(["ses_1", "ses_2"], await ListAsync());
        Assert.Equal(2, (await store.ListAsync(agentId, new PageRequest(10, null), default)).Items[0].Invocations);
    }

    [Fact]
    public async Task An_ended_session_is_gone_and_what_was_noted_before_its_end_does_not_bring_it_back()
    {
        await store.TouchAsync([Touch("ses_1", Noon), Touch("ses_2", Noon)], default);
        Assert.Equal(["ses_1", "ses_2"], await ListAsync());

        await store.EndAsync(agentId, "ses_1", Noon.AddMinutes(1), default);
        await store.EndAsync(agentId, "ses_3", Noon.AddMinutes(1), default);
        await store.EndAsync(agentId, "ses_3", Noon.AddMinutes(1), default);
        await store.TouchAsync([Touch("ses_1", Noon.AddMinutes(1)), Touch("ses_3", Noon)], default);

        Assert.Equal(["ses_2"], await ListAsync());
        Assert.Equal(["ses_2"], await ListByIdAsync());
        Assert.Null(await store.FindAsync(agentId, "ses_1", default));
        Assert.NotNull(await store.FindAsync(agentId, "ses_2", default));
    }

    [Fact]
    public async Task A_session_that_is_used_after_its_end_begins_anew()
    {
        await store.TouchAsync([Touch("ses_1", Noon), Touch("ses_1", Noon.AddSeconds(1))], default);
        await store.EndAsync(agentId, "ses_1", Noon.AddMinutes(1), default);

        await store.TouchAsync([Touch("ses_1", Noon.AddMinutes(2))], default);

        var session = (await store.FindAsync(agentId, "ses_1", default))!;
        Assert.Equal((1, Noon.AddMinutes(2)), (session.Invocations, session.CreatedAt));
        Assert.Equal(["ses_1"], await ListAsync());
        Assert.Equal(3, (await RowsAsync()).Count);
    }

    [Fact]
    public async Task Of_an_ended_session_nothing_is_left_when_it_would_have_expired_and_of_a_removed_agent_neither()
    {
        await store.EndAsync(agentId, "ses_1", Noon, default);
        await store.EndAsync(agentId, "ses_2", Noon.AddHours(1), default);

        Assert.Equal(1, await store.RemoveUnusedAsync(agentId, Noon.AddMinutes(1), most: 10, default));
        Assert.DoesNotContain(await RowsAsync(), row => row.RowKey.Contains("ses_1", StringComparison.Ordinal));
        Assert.Equal(3, (await RowsAsync()).Count);

        await store.RemoveAllAsync(agentId, default);
        Assert.Empty(await RowsAsync());
    }

    [Fact]
    public async Task Sessions_that_were_stored_before_there_was_this_order_are_put_into_it()
    {
        foreach (var (index, id) in new[] { "b", "a", "c" }.Index())
        {
            await StoreAsBeforeAsync(id, Noon.AddMinutes(index));
        }

        await store.TouchAsync([Touch("d", Noon.AddMinutes(1.5)), Touch("b", Noon.AddMinutes(9))], default);

        Assert.Equal(["b", "c", "d", "a"], await ListAsync());
        Assert.Equal(["a", "b", "c", "d"], await ListByIdAsync());
        await store.TouchAsync([Touch("a", Noon.AddMinutes(10))], default);
        Assert.Equal(["a", "b", "c", "d"], await ListAsync());
        Assert.Equal(9, (await RowsAsync()).Count);
    }

    [Fact]
    public async Task An_old_session_that_was_never_listed_is_removed_all_the_same()
    {
        await StoreAsBeforeAsync("a", Noon);
        await StoreAsBeforeAsync("b", Noon.AddHours(-9));

        await store.RemoveUnusedAsync(agentId, Noon.AddHours(-1), most: 10, default);
        await store.EndAsync(agentId, "a", Noon, default);
        await store.RemoveUnusedAsync(agentId, Noon.AddHours(1), most: 10, default);

        Assert.Equal("|all", Assert.Single(await RowsAsync()).RowKey);
    }

    [Fact]
    public async Task As_long_as_more_old_sessions_wait_than_one_list_takes_on_it_is_complete_in_the_old_order()
    {
        const int many = 5_100;
        foreach (var batch in Enumerable.Range(0, many).Chunk(100))
        {
            await Table.SubmitTransactionAsync(batch.Select(index => new TableTransactionAction(TableTransactionActionType.Add, RowAsBefore($"ses_{index:D5}", Noon.AddMinutes(index)))));
        }

        var first = await store.ListAsync(agentId, new PageRequest(2, null), default);
        Assert.Equal(["ses_00000", "ses_00001"], first.Items.Select(session => session.SessionId));
        var again = await store.ListAsync(agentId, new PageRequest(2, null), default);
        Assert.Equal(["ses_05099", "ses_05098"], again.Items.Select(session => session.SessionId));

        // Who began in the old order goes on in it.
        Assert.Equal(["ses_00002", "ses_00003"], (await store.ListAsync(agentId, new PageRequest(2, first.NextCursor), default)).Items.Select(session => session.SessionId));
        Assert.Equal((2 * many) + 1, (await RowsAsync()).Count);
    }

    [Fact]
    public async Task A_session_whose_entry_is_gone_is_used_and_removed_as_any_other()
    {
        await store.TouchAsync([Touch("ses_1", Noon), Touch("ses_2", Noon)], default);
        foreach (var entry in (await RowsAsync()).Where(row => row.RowKey.StartsWith('|')))
        {
            await Table.DeleteEntityAsync(entry.PartitionKey, entry.RowKey, ETag.All);
        }

        await store.TouchAsync([Touch("ses_1", Noon.AddHours(1))], default);
        await store.EndAsync(agentId, "ses_2", Noon.AddHours(1), default);

        Assert.Equal(["ses_1"], await ListAsync());
        Assert.Equal(["ses_1"], await ListByIdAsync());
    }

    private TableClient Table => new TableServiceClient(storage.ConnectionString).GetTableClient("Sessions");

    private SessionTouch Touch(string sessionId, DateTimeOffset at) => new(agentId, sessionId, at, at, 1);

    private TableEntity RowAsBefore(string sessionId, DateTimeOffset at) => new(agentId, sessionId)
    {
        ["Data"] = $$"""{"sessionId":"{{sessionId}}","createdAt":"{{at:O}}","lastUsedAt":"{{at:O}}","invocations":1}""",
        ["LastUsedAt"] = at,
    };

    private Task StoreAsBeforeAsync(string sessionId, DateTimeOffset at) => Table.AddEntityAsync(RowAsBefore(sessionId, at));

    private async Task<IReadOnlyList<TableEntity>> RowsAsync() => await Table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {agentId}")).ToListAsync();

    private async Task<IReadOnlyList<string>> ListAsync() => [.. (await store.ListAsync(agentId, new PageRequest(100, null), default)).Items.Select(session => session.SessionId)];

    private async Task<IReadOnlyList<string>> ListByIdAsync() => [.. (await store.ListByIdAsync(agentId, new PageRequest(100, null), default)).Items.Select(session => session.SessionId)];
}
