using Webhost.Core.Limits;
using Webhost.Core.Metrics;
using Webhost.Core.Storage;
using Webhost.Core.Telemetry;
using Webhost.Core.Tests.Doubles;
using Webhost.Core.Tests.Telemetry;
using Webhost.Core.Users;

namespace Webhost.Core.Tests.Metrics;

[Collection(AzuriteCollection.Name)]
public sealed class EventRetentionTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private World world = null!;
    private MeteredAgent agent = null!;
    private DateTimeOffset hour;

    private IHourlyStore Store => world.Get<IHourlyStore>();

    public async Task InitializeAsync()
    {
        world = await World.CreateAsync(azurite);
        agent = await MeteredAgent.NewAsync(world);
        hour = MetricHour.Floor(world.Clock.GetUtcNow());
        await agent.MeasureAsync([.. Enumerable.Range(0, 3).Select(minute => agent.Measurement(MeteredAgent.IdAt(hour.AddMinutes(minute))) with { ErrorClass = "tool" })]);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Theory]
    [InlineData("free", 3)]
    [InlineData("starter", 7)]
    [InlineData("pro", 30)]
    public async Task Raw_events_and_errors_stay_as_long_as_the_plan_says_and_as_a_late_event_may_come(string tier, int days)
    {
        await world.Get<IUserStore>().AddIfAbsentAsync(world.Caller.User with { SubscriptionTier = tier }, default);
        await RollUpAsync();

        world.Clock.Advance(hour.AddDays(days) - world.Clock.GetUtcNow());
        await RunAsync();
        Assert.Equal((3, 3), await LeftAsync());
        world.Clock.Advance(TimeSpan.FromHours(1));
        await RunAsync();
        await RunAsync();

        Assert.Equal((0, 0), await LeftAsync());
        Assert.True((await Store.FindHourAsync(new MetricHour(agent.AgentId, hour), default))!.Value.RawRemoved);
        Assert.Equal(3, (await agent.MetricsAsync(TimeSpan.FromDays(40), "1d")).Totals.Requests);
    }

    [Fact]
    public async Task More_than_goes_at_once_goes_in_one_run()
    {
        await RollUpAsync();
        world.Clock.Advance(TimeSpan.FromDays(60));

        await RunAsync(atOnce: 1);

        Assert.Equal((0, 0), await LeftAsync());
    }

    [Fact]
    public async Task An_hour_that_is_not_rolled_up_is_kept()
    {
        world.Clock.Advance(TimeSpan.FromDays(60));
        await RunAsync();

        Assert.Equal(3, (await LeftAsync()).Events);
        await RollUpAsync();
        await RunAsync();

        Assert.Equal((0, 0), await LeftAsync());
    }

    [Fact]
    public async Task An_hour_whose_mark_was_lost_is_marked_and_kept()
    {
        await world.Get<IDirtyHours>().ClearAsync(Assert.Single(await agent.Dirty.ReadAsync(default).ToListAsync()), default);
        world.Clock.Advance(TimeSpan.FromDays(60));

        await RunAsync();

        Assert.Equal(3, (await LeftAsync()).Events);
        Assert.True(await agent.IsDirtyAsync());
    }

    [Fact]
    public async Task Whichever_request_is_the_last_of_its_process_nothing_is_removed_that_was_not_counted()
    {
        await RollUpAsync();
        world.Clock.Advance(TimeSpan.FromDays(60));
        var burnt = true;
        for (var request = 1; burnt; request++)
        {
            world.Fuse.Set(request, afterItsEffect: request % 2 == 0);
            await Record.ExceptionAsync(() => RunAsync());
            burnt = world.Fuse.Burnt;
            world.Fuse.Set(int.MaxValue, afterItsEffect: false);
            await RollUpAsync();

            Assert.Equal(3, (await agent.MetricsAsync(TimeSpan.FromDays(80), "1d")).Totals.Requests);
        }

        Assert.Equal((0, 0), await LeftAsync());
    }

    [Fact]
    public async Task Roll_ups_of_hours_go_after_thirteen_months_and_days_and_usage_stay()
    {
        await RollUpAsync();
        world.Clock.Advance(hour.AddMonths(13) - world.Clock.GetUtcNow());
        await world.Get<EventRetention>().RemoveHoursAsync(default);
        Assert.NotNull(await Store.FindHourAsync(new MetricHour(agent.AgentId, hour), default));
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.Get<EventRetention>().RemoveHoursAsync(default);

        Assert.Null(await Store.FindHourAsync(new MetricHour(agent.AgentId, hour), default));
        Assert.Empty(await Store.ReadMinutesAsync(agent.AgentId, hour, hour.AddHours(1), default).ToListAsync());
        Assert.Single(await Store.ReadDaysAsync(agent.AgentId, hour.AddDays(-1), hour.AddDays(1), default).ToListAsync());
        Assert.Equal(3, (await Store.ReadUsageAsync(agent.UserId, BillingPeriod.Of(hour, anchor: null), default)).TotalRequests);
    }

    private Task RunAsync(int atOnce = int.MaxValue) => new EventRetention(
        new OurRawEvents(world.Get<IRawEventStore>(), agent, atOnce), world.Get<IDirtyHours>(), Store, world.Get<IUserStore>(), Some.Plans(), world.Get<MetricsMeter>(), world.Clock).RemoveRawAsync(default);

    private async Task RollUpAsync()
    {
        world.Clock.Advance(DirtyHour.Settled);
        await agent.Rollups().RunAsync(default);
    }

    private async Task<(int Events, int Errors)> LeftAsync() => (
        await world.Get<ITelemetryStore>().ReadHourAsync(new MetricHour(agent.AgentId, hour), null, default).CountAsync(),
        (await world.Get<ITelemetryStore>().ReadErrorsAsync(agent.AgentId, new PageRequest(10, null), default)).Items.Count);
}
