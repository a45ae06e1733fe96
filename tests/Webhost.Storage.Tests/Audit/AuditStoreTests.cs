using Webhost.Contracts.Audit;
using Webhost.Core.Audit;
using Webhost.Core.Storage;
using Webhost.Core.Users;

namespace Webhost.Storage.Tests.Audit;

[Collection(StorageCollection.Name)]
public sealed class AuditStoreTests(StorageFixture storage)
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly IAuditStore store = storage.Get<IAuditStore>();
    private readonly UserId userId = Some.UserId();

    [Fact]
    public async Task Entries_are_listed_newest_first_with_their_ends()
    {
        var older = await AddAsync(Entry(0));
        var open = await AddAsync(Entry(1));
        var newer = await AddAsync(Entry(2));
        await store.AddEndAsync(older, new AuditEnd { Outcome = AuditOutcome.Done, Details = AuditDetails.Of(("late", "fact")) }, default);
        await store.AddEndAsync(newer, new AuditEnd { Outcome = AuditOutcome.Failed }, default);

        var (items, next) = await store.ListAsync(userId, new AuditFilter(), new PageRequest(10, null), default);

        Assert.Null(next);
        Assert.Equal([newer.EntryId, open.EntryId, older.EntryId], items.Select(item => item.EntryId));
        Assert.Equal([AuditOutcome.Failed, AuditOutcome.Open, AuditOutcome.Done], items.Select(item => item.Outcome));
        Assert.Equal("fact", items[2].Details!["late"]);
        Assert.Equal("agt_1", items[2].Details!["agentId"]);
    }

    [Fact]
    public async Task The_first_end_stays()
    {
        var entry = await AddAsync(Entry(0));
        await store.AddEndAsync(entry, new AuditEnd { Outcome = AuditOutcome.Done }, default);

        await store.AddEndAsync(entry, new AuditEnd { Outcome = AuditOutcome.Failed }, default);

        Assert.Equal(AuditOutcome.Done, Assert.Single(await AllAsync(new AuditFilter())).Outcome);
    }

    [Fact]
    public async Task Racing_repeats_of_a_step_add_one_entry_and_all_get_it()
    {
        var added = await Task.WhenAll(Enumerable.Range(0, 10).Select(minute => store.AddAsync(Entry(minute), "dep_1:activate", default)));

        var listed = Assert.Single(await AllAsync(new AuditFilter()));
        Assert.Single(added, item => item.IsNew);
        Assert.All(added, item => Assert.Equal(listed.EntryId, item.Entry.EntryId));
    }

    [Fact]
    public async Task Pages_follow_one_another_without_gap_or_repeat_and_keep_the_ends()
    {
        for (var minute = 0; minute < 7; minute++)
        {
            await store.AddEndAsync(await AddAsync(Entry(minute)), new AuditEnd { Outcome = AuditOutcome.Done }, default);
        }

        var seen = new List<AuditEntry>();
        string? cursor = null;
        do
        {
            var (items, next) = await store.ListAsync(userId, new AuditFilter(), new PageRequest(3, cursor), default);
            seen.AddRange(items);
            cursor = next;
        }
        while (cursor is not null);

        Assert.Equal(7, seen.Select(item => item.EntryId).Distinct().Count());
        Assert.Equal(seen.OrderByDescending(item => item.Time), seen);
        Assert.All(seen, item => Assert.Equal(AuditOutcome.Done, item.Outcome));
    }

    [Theory]
    [InlineData("secret.set", null, 1)]
    [InlineData("secret.*", null, 2)]
    [InlineData("sec.*", null, 0)]
    [InlineData(null, "KEY", 2)]
    [InlineData(null, "agt_1", 3)]
    [InlineData("agent.update", "agt_1", 1)]
    [InlineData("agent.update", "agt_2", 0)]
    public async Task A_filter_finds_actions_kinds_targets_and_what_belongs_to_an_agent(string? action, string? target, int count)
    {
        foreach (var entry in (AuditRecord[])[Entry(0, "secret.set"), Entry(1, "secret.delete"), Entry(2, "agent.update", new AuditTarget("agent", "agt_1"))])
        {
            await store.AddEndAsync(await AddAsync(entry), new AuditEnd { Outcome = AuditOutcome.Done }, default);
        }

        var found = await AllAsync(new AuditFilter { Action = action, Target = target });

        Assert.Equal(count, found.Count);
        Assert.All(found, item => Assert.Equal(AuditOutcome.Done, item.Outcome));
    }

    [Fact]
    public async Task A_window_holds_its_start_and_not_its_end()
    {
        for (var minute = 0; minute < 4; minute++)
        {
            await AddAsync(Entry(minute));
        }

        var found = await AllAsync(new AuditFilter { From = Start.AddMinutes(1), To = Start.AddMinutes(3) });

        Assert.Equal([Start.AddMinutes(2), Start.AddMinutes(1)], found.Select(item => item.Time));
    }

    [Fact]
    public async Task Entries_whose_time_is_over_go_with_their_ends_and_the_names_that_guard_them()
    {
        var (old, _) = await store.AddAsync(Entry(0), "step", default);
        await store.AddEndAsync(old, new AuditEnd { Outcome = AuditOutcome.Done }, default);
        var kept = await AddAsync(Entry(5));

        await store.RemoveAsync(userId, Start.AddMinutes(5), default);
        await store.RemoveAsync(userId, Start.AddMinutes(5), default);

        Assert.Equal(kept.EntryId, Assert.Single(await AllAsync(new AuditFilter())).EntryId);
        Assert.True((await store.AddAsync(Entry(6), "step", default)).IsNew);
    }

    [Fact]
    public async Task With_the_account_all_of_its_log_goes_and_nobody_elses()
    {
        var other = Some.UserId();
        await store.AddAsync(Entry(0) with { UserId = other.Value }, once: null, default);
        await store.AddAsync(Entry(0), "step", default);

        await store.RemoveAsync(userId, before: null, default);

        Assert.Empty(await AllAsync(new AuditFilter()));
        Assert.Single((await store.ListAsync(other, new AuditFilter(), new PageRequest(10, null), default)).Items);
    }

    private AuditRecord Entry(int minute, string action = "secret.set", AuditTarget? target = null) => new()
    {
        EntryId = AuditId.New(TimeProvider.System).Value,
        UserId = userId.Value,
        Time = Start.AddMinutes(minute),
        Actor = AuditActors.User(userId.Value),
        Action = action,
        Target = target ?? new AuditTarget("secret", "KEY"),
        Details = target is null ? AuditDetails.Of(("agentId", "agt_1")) : null,
    };

    private async Task<AuditRecord> AddAsync(AuditRecord entry) => (await store.AddAsync(entry, once: null, default)).Entry;

    private async Task<List<AuditEntry>> AllAsync(AuditFilter filter)
    {
        var all = new List<AuditEntry>();
        await foreach (var entry in store.ReadAsync(userId, filter, default))
        {
            all.Add(entry);
        }

        return all;
    }
}
