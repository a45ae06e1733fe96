using Webhost.Contracts.Logs;
using Webhost.Core.Agents;
using Webhost.Core.Logs;

namespace Webhost.Storage.Tests.Logs;

[Collection(StorageCollection.Name)]
public sealed class LogStoreTests(StorageFixture storage)
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private readonly ILogStore store = storage.Get<ILogStore>();
    private readonly string agentId = AgentId.New(TimeProvider.System).Value;

    [Fact]
    public async Task A_line_that_is_sent_twice_is_kept_once()
    {
        await store.AppendAsync(agentId, [Line(1), Line(2)], default);
        await store.AppendAsync(agentId, [Line(2), Line(1)], default);

        Assert.Equal(2, (await store.ReadAsync(agentId, new LogFilter(), null, 10, default)).Items.Count);
    }

    [Fact]
    public async Task Pages_run_from_the_newest_to_the_oldest_line()
    {
        await store.AppendAsync(agentId, [.. Enumerable.Range(0, 120).Select(second => Line(second))], default);

        var (first, cursor) = await store.ReadAsync(agentId, new LogFilter(), null, 100, default);
        var (rest, end) = await store.ReadAsync(agentId, new LogFilter(), cursor, 100, default);

        Assert.Equal(Enumerable.Range(0, 120).Reverse().Select(second => $"line {second}"), first.Concat(rest).Select(line => line.Message));
        Assert.Null(end);
    }

    [Fact]
    public async Task A_filter_takes_level_text_trace_and_time_into_account()
    {
        await store.AppendAsync(agentId, [Line(1), Line(2) with { Level = "error", TraceId = "t" }, Line(3) with { Level = "error" }, Line(4) with { Message = "Something ELSE" }], default);

        Assert.Equal(2, (await store.ReadAsync(agentId, new LogFilter { Level = "warn" }, null, 10, default)).Items.Count);
        Assert.Single((await store.ReadAsync(agentId, new LogFilter { TraceId = "t" }, null, 10, default)).Items);
        Assert.Single((await store.ReadAsync(agentId, new LogFilter { Text = "else" }, null, 10, default)).Items);
        Assert.Equal(2, (await store.ReadAsync(agentId, new LogFilter { Since = Start.AddSeconds(3) }, null, 10, default)).Items.Count);
    }

    [Fact]
    public async Task Newer_lines_come_oldest_first()
    {
        await store.AppendAsync(agentId, [.. Enumerable.Range(0, 10).Select(second => Line(second))], default);
        var third = (await store.ReadAsync(agentId, new LogFilter(), null, 10, default)).Items.Single(line => line.Message == "line 3");

        var newer = await store.ReadNewerAsync(agentId, third.Id, new LogFilter(), 4, default);

        Assert.Equal(["line 4", "line 5", "line 6", "line 7"], newer.Select(line => line.Message));
    }

    [Fact]
    public async Task Removing_old_lines_leaves_young_ones()
    {
        await store.AppendAsync(agentId, [.. Enumerable.Range(0, 10).Select(second => Line(second))], default);

        await store.RemoveAsync(agentId, Start.AddSeconds(5), default);

        Assert.Equal(5, (await store.ReadAsync(agentId, new LogFilter(), null, 100, default)).Items.Count);
    }

    private static LogLine Line(int second) => new()
    {
        Id = LogIds.Of(Start.AddSeconds(second), $"{second}"),
        Timestamp = Start.AddSeconds(second),
        Level = "info",
        Message = $"line {second}",
        Source = "log",
    };
}
