using Webhost.Core.Agents;
using Webhost.Core.Invocation;
using Webhost.Core.Storage;
using Webhost.Core.Telemetry;
using Webhost.Core.Users;

namespace Webhost.Storage.Tests.Telemetry;

[Collection(StorageCollection.Name)]
public sealed class RawEventStoreTests(StorageFixture storage)
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private readonly IRawEventStore raw = storage.Get<IRawEventStore>();
    private readonly ITelemetryStore telemetry = storage.Get<ITelemetryStore>();
    private readonly UserId userId = Some.UserId();

    [Fact]
    public async Task Agents_with_raw_events_are_found_with_their_owners_one_after_the_other()
    {
        string[] agents = [.. Enumerable.Range(0, 3).Select(_ => NewAgent()).Order(StringComparer.Ordinal)];
        foreach (var agentId in agents)
        {
            await AddAsync(agentId, Noon, count: 3);
        }

        await telemetry.AddMeasurementsAsync([Some.Measurement(userId, agents[2], NewId(Noon.AddHours(-1)))], default);
        var found = await raw.ReadAgentsAsync(null, default).Where(owner => owner.UserId == userId.Value).ToListAsync();
        var rest = await raw.ReadAgentsAsync(agents[0], default).Where(owner => owner.UserId == userId.Value).ToListAsync();

        Assert.Equal(agents, found.Select(owner => owner.AgentId));
        Assert.Equal(agents[1..], rest.Select(owner => owner.AgentId));
    }

    [Fact]
    public async Task The_hours_of_an_agent_are_found_within_a_range()
    {
        var agentId = NewAgent();
        foreach (var hours in new[] { 0, 1, 5, 30 })
        {
            await AddAsync(agentId, Noon.AddHours(-hours), count: 2);
        }

        await AddAsync(NewAgent(), Noon.AddHours(-2), count: 1);

        Assert.Equal([30, 5, 1, 0], await HoursAsync(DateTimeOffset.UnixEpoch, Noon.AddHours(1)));
        Assert.Equal([5, 1], await HoursAsync(Noon.AddHours(-5), Noon));
        Assert.Empty(await HoursAsync(Noon.AddHours(-4), Noon.AddHours(-1)));

        async Task<List<int>> HoursAsync(DateTimeOffset from, DateTimeOffset to) =>
            await raw.ReadHoursAsync(agentId, from, to, default).Select(hour => (int)(Noon - hour.Start).TotalHours).ToListAsync();
    }

    [Fact]
    public async Task An_hour_is_removed_in_steps_whoever_helps()
    {
        var agentId = NewAgent();
        await AddAsync(agentId, Noon, count: 250);
        await AddAsync(agentId, Noon.AddHours(1), count: 1);
        var hour = new MetricHour(agentId, Noon);

        Assert.Equal(120, await raw.RemoveHourAsync(hour, 120, default));
        await Task.WhenAll(raw.RemoveHourAsync(hour, 1_000, default), raw.RemoveHourAsync(hour, 1_000, default));

        Assert.Equal(0, await raw.RemoveHourAsync(hour, 1_000, default));
        Assert.Equal([Noon.AddHours(1)], await raw.ReadHoursAsync(agentId, DateTimeOffset.UnixEpoch, Noon.AddDays(1), default).Select(left => left.Start).ToListAsync());
    }

    [Fact]
    public async Task Errors_are_removed_by_their_age()
    {
        var agentId = NewAgent();
        InvocationId[] ids = [NewId(Noon), NewId(Noon.AddHours(1)), NewId(Noon.AddHours(2))];
        await telemetry.AddMeasurementsAsync([.. ids.Select(id => Some.Measurement(userId, agentId, id, "tool"))], default);

        Assert.Equal(2, await raw.RemoveErrorsAsync(agentId, Noon.AddHours(1.5), int.MaxValue, default));
        Assert.Equal(ids[2], Assert.Single((await telemetry.ReadErrorsAsync(agentId, new PageRequest(10, null), default)).Items).InvocationId);
    }

    private static string NewAgent() => AgentId.New(TimeProvider.System).Value;

    private static InvocationId NewId(DateTimeOffset at) => InvocationId.New(new ManualClock(at));

    private Task AddAsync(string agentId, DateTimeOffset at, int count) =>
        telemetry.AddEventsAsync([.. Enumerable.Range(0, count).Select(_ => Some.Event(userId, agentId, NewId(at)))], default);
}
