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
    public async Task Lines_are_found_in_the_order_of_their_arrival_a_late_one_last()
    {
        await store.AppendAsync(agentId, [Line(5), Line(6)], default);
        await store.AppendAsync(agentId, [Line(1)], default);

        var arrived = await ArrivedAsync(string.Empty, 10);
        var rest = await ArrivedAsync(arrived[0].Arrival, 1);

        Assert.Equal(["line 5", "line 6", "line 1"], arrived.Select(item => item.Line.Message));
        Assert.Equal("line 6", Assert.Single(rest).Line.Message);
        Assert.Equal(arrived[2].Arrival, await store.FindArrivalAsync(agentId, arrived[2].Line.Id, default));
        Assert.Null(await store.FindArrivalAsync(agentId, "no-such-line", default));
    }

    [Fact]
    public async Task A_line_that_is_sent_again_with_new_ones_arrives_once()
    {
        await store.AppendAsync(agentId, [Line(1), Line(2)], default);
        await store.AppendAsync(agentId, [Line(2), Line(3), Line(1)], default);

        Assert.Equal(["line 1", "line 2", "line 3"], (await ArrivedAsync(string.Empty, 10)).Select(item => item.Line.Message));
    }

    [Fact]
    public async Task Lines_of_any_size_and_any_characters_are_kept()
    {
        var hostile = new string('"', 2_000) + new string('\u0001', 2_000) + new string('<', 2_000) + "\ud83d\ude00\ud83d" + new string('é', 2_000);
        var lines = Enumerable.Range(0, 120).Select(second => Line(second) with { Message = hostile, Stack = hostile }).ToArray();

        await store.AppendAsync(agentId, lines, default);

        var (items, _) = await store.ReadAsync(agentId, new LogFilter(), null, 200, default);
        Assert.Equal(120, items.Count);
        Assert.All(items, line => Assert.Equal(hostile.Replace("\ude00\ud83d", "\ude00\ufffd", StringComparison.Ordinal), line.Message));
    }

    [Fact]
    public async Task Removing_old_lines_leaves_young_ones()
    {
        await store.AppendAsync(agentId, [.. Enumerable.Range(0, 10).Select(second => Line(second))], default);

        await store.RemoveAsync(agentId, Start.AddSeconds(5), int.MaxValue, default);

        Assert.Equal(5, (await store.ReadAsync(agentId, new LogFilter(), null, 100, default)).Items.Count);
        await store.RemoveAsync(agentId, before: null, int.MaxValue, default);
        Assert.Empty((await store.ReadAsync(agentId, new LogFilter(), null, 100, default)).Items);
        Assert.Empty(await ArrivedAsync(string.Empty, 100));
    }

    [Fact]
    public async Task Lines_go_from_the_order_of_arrival_also_when_there_are_more_than_one_call_takes()
    {
        await store.AppendAsync(agentId, [.. Enumerable.Range(0, 10).Select(second => Line(second))], default);
        var later = DateTimeOffset.UtcNow.AddDays(1);

        Assert.Equal(8, await store.RemoveAsync(agentId, later, most: 4, default));

        Assert.Equal(6, (await ArrivedAsync(string.Empty, 100)).Count);
        Assert.Equal(12, await store.RemoveAsync(agentId, later, most: 100, default));
        Assert.Equal(0, await store.RemoveAsync(agentId, later, most: 100, default));
    }

    private Task<IReadOnlyList<ArrivedLine>> ArrivedAsync(string after, int limit) => store.ReadArrivedAsync(agentId, after, "~", limit, default);

    private static LogLine Line(int second) => new()
    {
        Id = LogIds.Of(Start.AddSeconds(second), $"{second}"),
        Timestamp = Start.AddSeconds(second),
        Level = "info",
        Message = $"line {second}",
        Source = "log",
    };
}
