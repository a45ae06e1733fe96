using Webhost.Core.Metrics;
using Webhost.Core.Telemetry;
using Webhost.Core.Tests.Doubles;
using Webhost.Core.Tests.Telemetry;

namespace Webhost.Core.Tests.Metrics;

[Collection(AzuriteCollection.Name)]
public sealed class BackfillTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private World world = null!;
    private MeteredAgent first = null!;
    private MeteredAgent second = null!;
    private DateTimeOffset hour;

    public async Task InitializeAsync()
    {
        world = await World.CreateAsync(azurite);
        first = await MeteredAgent.NewAsync(world);
        world.Clock.Advance(TimeSpan.FromMilliseconds(1));
        second = await MeteredAgent.NewAsync(world);
        hour = MetricHour.Floor(world.Clock.GetUtcNow()).AddHours(-30);
        foreach (var agent in new[] { first, second })
        {
            await agent.ReportAsync(MeteredAgent.IdAt(hour), MeteredAgent.IdAt(hour.AddHours(1)), MeteredAgent.IdAt(hour.AddHours(3)));
            world.Clock.Advance(DirtyHour.Settled);
            await agent.Rollups().RunAsync(default);
        }
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task A_wish_marks_the_hours_of_its_range_and_is_done()
    {
        await world.Get<IBackfillStore>().SaveAsync(new BackfillRequest(hour.AddHours(1), hour.AddHours(3)), default);

        await world.Get<Backfill>().RunAsync(default);

        foreach (var agent in new[] { first, second })
        {
            Assert.Equal([hour.AddHours(1)], await agent.Dirty.ReadAsync(default).Select(mark => mark.Hour.Start).ToListAsync());
        }

        Assert.Empty(await world.Get<IBackfillStore>().ReadAsync(default).ToListAsync());
    }

    [Fact]
    public async Task A_wish_goes_on_after_the_last_agent_that_is_done()
    {
        Assert.True(await world.Get<Backfill>().MarkAsync(new BackfillRequest(hour, hour.AddHours(1), first.AgentId), default) >= 1);

        Assert.False(await first.IsDirtyAsync());
        Assert.True(await second.IsDirtyAsync());
    }

    [Fact]
    public async Task Rolling_up_again_gives_the_same_where_raw_events_are_and_leaves_the_rest()
    {
        var store = world.Get<IHourlyStore>();
        var gone = new MetricHour(first.AgentId, hour);
        var there = (await store.FindHourAsync(gone, default))!;
        await store.TryReplaceHourAsync(gone, there.Value with { RawRemoved = true }, minutes: null, there.ETag, default);

        await world.Get<Backfill>().MarkAsync(new BackfillRequest(hour, hour.AddHours(9)), default);
        world.Clock.Advance(DirtyHour.Settled);
        await first.Rollups().RunAsync(default);

        Assert.False(await first.IsDirtyAsync());
        Assert.Equal(3, await store.ReadDaysAsync(first.AgentId, hour.AddDays(-2), hour.AddDays(2), default).SelectMany(day => day.Deployments).Select(part => part.Requests).SumAsync());
    }
}
