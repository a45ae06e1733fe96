using Azure.Storage.Blobs;
using Webhost.Contracts.Invocation;
using Webhost.Core.Agents;
using Webhost.Core.AsyncInvocations;
using Webhost.Core.Invocation;
using Webhost.Core.Storage;

namespace Webhost.Storage.Tests.AsyncInvocations;

[Collection(StorageCollection.Name)]
public sealed class AsyncInvocationStoreTests(StorageFixture storage)
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private readonly IAsyncInvocationStore store = storage.Get<IAsyncInvocationStore>();
    private readonly string agentId = AgentId.New(TimeProvider.System).Value;

    [Fact]
    public async Task They_are_listed_newest_first_and_found_by_id()
    {
        var made = new List<AsyncInvocationRecord>();
        foreach (var minute in Enumerable.Range(0, 5))
        {
            made.Add(await AddAsync(Noon.AddMinutes(minute)));
        }

        var (first, next) = await store.ListAsync(agentId, new PageRequest(3, null), default);
        var (rest, end) = await store.ListAsync(agentId, new PageRequest(3, next), default);

        Assert.Equal(made.AsEnumerable().Reverse().Select(one => one.Ids.InvocationId), first.Concat(rest).Select(one => one.Ids.InvocationId));
        Assert.Null(end);
        Assert.Equal(made[2], (await store.FindAsync(agentId, made[2].Ids.InvocationId, default))!.Value);
        Assert.Null(await store.FindAsync(AgentId.New(TimeProvider.System).Value, made[2].Ids.InvocationId, default));
    }

    [Fact]
    public async Task Of_two_changes_made_from_one_version_the_second_is_refused()
    {
        var id = (await AddAsync(Noon)).Ids.InvocationId;
        var found = (await store.FindAsync(agentId, id, default))!;

        var first = await store.TryUpdateAsync(found with { Value = found.Value with { CancelRequested = true } }, default);

        Assert.Null(await store.TryUpdateAsync(found with { Value = found.Value with { Runner = "late" } }, default));
        Assert.NotNull(await store.TryUpdateAsync(first! with { Value = first.Value with { Runner = "after it" } }, default));
        Assert.Equal((true, "after it"), ((await store.FindAsync(agentId, id, default))!.Value.CancelRequested, (await store.FindAsync(agentId, id, default))!.Value.Runner));
    }

    [Fact]
    public async Task Events_that_are_sent_again_are_kept_once()
    {
        var id = (await AddAsync(Noon)).Ids.InvocationId;

        var first = await store.AppendAsync(agentId, id, [Delta("a"), Delta("b")], 0, default);
        var again = await store.AppendAsync(agentId, id, [Delta("a"), Delta("b")], 0, default);
        await store.AppendAsync(agentId, id, [Delta("c")], first, default);

        Assert.Equal(first, again);
        Assert.Equal("abc", TextOf((await store.ReadEventsAsync(agentId, id, 0, default))!));
    }

    [Fact]
    public async Task They_are_read_from_the_end_of_any_of_them_and_from_nowhere_else()
    {
        var id = (await AddAsync(Noon)).Ids.InvocationId;
        await store.AppendAsync(agentId, id, [Delta("ä"), Delta("line\nend"), Delta("c")], 0, default);
        var all = (await store.ReadEventsAsync(agentId, id, 0, default))!.Items;
        var ends = all.Select(one => one.End).ToHashSet();

        for (var position = 1; position <= all[^1].End + 2; position++)
        {
            var read = await store.ReadEventsAsync(agentId, id, position, default);
            Assert.Equal(ends.Contains(position), read is not null);
            Assert.Equal(all.Where(one => one.End > position && read is not null), read?.Items ?? []);
        }
    }

    [Fact]
    public async Task Events_larger_than_a_block_are_kept_whole()
    {
        var id = (await AddAsync(Noon)).Ids.InvocationId;
        var large = new string('x', 5 * 1024 * 1024);

        var end = await store.AppendAsync(agentId, id, [Delta("a"), Delta(large)], 0, default);
        await store.AppendAsync(agentId, id, [Delta("b")], end, default);

        var text = string.Empty;
        for (var position = 0L; await store.ReadEventsAsync(agentId, id, position, default) is { Items.Count: > 0 } read; position = read.Items[^1].End)
        {
            text += TextOf(read);
        }

        Assert.Equal($"a{large}b", text);
    }

    [Fact]
    public async Task What_is_older_than_it_is_kept_goes_with_all_that_belongs_to_it()
    {
        var old = await AddAsync(Noon);
        var young = await AddAsync(Noon.AddHours(2));
        foreach (var one in new[] { old, young })
        {
            await store.AppendAsync(agentId, one.Ids.InvocationId, [Delta("a")], 0, default);
            await store.WriteOutcomeAsync(agentId, one.Ids.InvocationId, new AsyncInvocationOutcome { Status = AsyncInvocationStatus.Succeeded, EndedAt = Noon, Output = new InvokeOutput { Text = "a" } }, default);
        }

        Assert.Equal(1, await store.RemoveAsync(agentId, Noon.AddHours(1), most: 10, default));
        Assert.Equal(0, await store.RemoveAsync(agentId, Noon.AddHours(1), most: 10, default));

        Assert.Equal([young.Ids.InvocationId], (await store.ListAsync(agentId, new PageRequest(10, null), default)).Items.Select(one => one.Ids.InvocationId));
        Assert.All(await BlobsAsync(), name => Assert.Contains(young.Ids.InvocationId, name, StringComparison.Ordinal));
        Assert.Equal("a", (await store.ReadOutcomeAsync(agentId, young.Ids.InvocationId, default))!.Output!.Text);
    }

    [Fact]
    public async Task With_its_agent_everything_goes()
    {
        var one = await AddAsync(Noon);
        await store.AppendAsync(agentId, one.Ids.InvocationId, [Delta("a")], 0, default);

        await store.RemoveAllAsync(agentId, default);
        await store.RemoveAllAsync(agentId, default);

        Assert.Empty((await store.ListAsync(agentId, new PageRequest(10, null), default)).Items);
        Assert.Empty(await BlobsAsync());
    }

    private static RecordedEvent Delta(string text) => new() { Delta = new StreamDelta { Text = text } };

    private static string TextOf(RecordedEvents events) => string.Concat(events.Items.Select(one => one.Event.Delta!.Text));

    private async Task<AsyncInvocationRecord> AddAsync(DateTimeOffset at)
    {
        var record = new AsyncInvocationRecord
        {
            Ids = new PutOffInvocation(InvocationId.New(new ManualClock(at)).Value, "ses_1", SessionOpened: true, "trace", "00-trace-span-00"),
            UserId = "usr_1",
            AgentId = agentId,
            Status = AsyncInvocationStatus.Queued,
            CreatedAt = at,
        };
        await store.AddAsync(record, new InvokeRequest { Input = new InvokeInput { Prompt = "hi" } }, default);
        return record;
    }

    private async Task<List<string>> BlobsAsync() =>
        await new BlobServiceClient(storage.ConnectionString).GetBlobContainerClient("invocations").GetBlobsAsync(prefix: $"{agentId}/").Select(blob => blob.Name).ToListAsync();
}
