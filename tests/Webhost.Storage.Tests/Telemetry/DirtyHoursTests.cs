using Webhost.Core.Agents;
using Webhost.Core.Telemetry;
using Webhost.Storage.Internal;
using Webhost.Storage.Telemetry;

namespace Webhost.Storage.Tests.Telemetry;

[Collection(StorageCollection.Name)]
public sealed class DirtyHoursTests
{
    private readonly ManualClock clock = new(new DateTimeOffset(2026, 11, 23, 12, 30, 0, TimeSpan.Zero));
    private readonly string userId = Some.UserId().Value;
    private readonly DirtyHours dirty;
    private readonly MetricHour hour;

    public DirtyHoursTests(StorageFixture storage)
    {
        dirty = new DirtyHours(storage.Get<Tables>(), clock);
        hour = new MetricHour(AgentId.New(TimeProvider.System).Value, MetricHour.Floor(clock.Now));
    }

    [Fact]
    public async Task A_mark_that_was_set_again_while_it_was_rolled_up_stays()
    {
        await dirty.MarkAsync(userId, [hour], default);
        var listed = Assert.Single(await ReadAsync());

        await dirty.MarkAsync(userId, [hour], default);
        await dirty.ClearAsync(listed, default);
        var again = Assert.Single(await ReadAsync());
        await dirty.ClearAsync(again, default);
        await dirty.ClearAsync(again, default);

        Assert.Equal((userId, hour, clock.Now), (again.UserId, again.Hour, again.MarkedAt));
        Assert.Empty(await ReadAsync());
    }

    [Fact]
    public async Task Writes_shortly_after_one_another_share_a_mark()
    {
        await WriteAsync(TimeSpan.Zero);
        var first = Assert.Single(await ReadAsync());
        clock.Now += DirtyHour.Settled / 4;
        await WriteAsync(TimeSpan.FromSeconds(1));

        Assert.Equal(first.ETag, Assert.Single(await ReadAsync()).ETag);
    }

    [Fact]
    public async Task A_mark_is_set_anew_long_before_a_roll_up_may_clear_it()
    {
        await WriteAsync(TimeSpan.Zero);
        var first = Assert.Single(await ReadAsync());
        clock.Now += DirtyHour.Settled / 3;
        Assert.False(first.IsSettledAt(clock.Now));
        await WriteAsync(TimeSpan.Zero);
        await dirty.ClearAsync(first, default);

        Assert.Equal(clock.Now, Assert.Single(await ReadAsync()).MarkedAt);
    }

    [Fact]
    public async Task A_write_that_took_long_is_marked_when_it_ends()
    {
        await WriteAsync(DirtyHour.Settled);

        Assert.Equal(clock.Now, Assert.Single(await ReadAsync()).MarkedAt);
    }

    [Fact]
    public async Task Marks_are_found_by_their_agent_alone()
    {
        var other = hour with { AgentId = AgentId.New(TimeProvider.System).Value };
        await dirty.MarkAsync(userId, [hour, hour with { Start = hour.Start.AddHours(1) }, other], default);

        Assert.Equal([hour.Start, hour.Start.AddHours(1)], (await ReadAsync()).Select(mark => mark.Hour.Start));
        Assert.Equal(3, await dirty.ReadAsync(default).CountAsync(mark => mark.UserId == userId));
    }

    private async Task WriteAsync(TimeSpan duration)
    {
        await dirty.BeforeWriteAsync([(userId, hour)], default);
        clock.Now += duration;
        await dirty.AfterWriteAsync([(userId, hour)], default);
    }

    private async Task<List<DirtyHour>> ReadAsync() => await dirty.ReadAsync(hour.AgentId, default).ToListAsync();
}
