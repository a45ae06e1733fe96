using Webhost.Core.Agents;
using Webhost.Core.Invocation;
using Webhost.Core.Storage;
using Webhost.Core.Telemetry;

namespace Webhost.Storage.Tests.Telemetry;

[Collection(StorageCollection.Name)]
public sealed class TelemetryStoreTests(StorageFixture storage)
{
    private readonly ITelemetryStore store = storage.Get<ITelemetryStore>();
    private readonly string agentId = AgentId.New(TimeProvider.System).Value;

    [Fact]
    public async Task An_event_counts_once_however_often_it_is_sent()
    {
        var userId = Some.UserId();
        var ids = Enumerable.Range(0, 250).Select(_ => InvocationId.New(TimeProvider.System)).ToArray();
        var events = ids.Select(id => Some.Event(userId, agentId, id)).ToArray();

        var first = await store.AddEventsAsync(events[..130], default);
        var second = await store.AddEventsAsync(events, default);
        var third = await store.AddEventsAsync(events, default);

        Assert.All(first, Assert.True);
        Assert.Equal(120, second.Count(added => added));
        Assert.All(third, Assert.False);
        Assert.Equal(250, (await ReadAsync(ids[0])).Count);
    }

    [Fact]
    public async Task Repeats_are_found_wherever_they_lie_in_a_long_hour()
    {
        var userId = Some.UserId();
        var clock = new ManualClock(MetricHour.Floor(DateTimeOffset.UtcNow));
        var events = new List<MeteredEvent>();
        for (var second = 0; second < 3_000; second++)
        {
            clock.Now += TimeSpan.FromSeconds(1);
            events.Add(Some.Event(userId, agentId, InvocationId.New(clock)));
        }

        await store.AddEventsAsync([.. events.Where((_, index) => index % 50 != 7)], default);
        var added = await store.AddEventsAsync([.. events.Where((_, index) => index % 25 == 7).Reverse()], default);

        Assert.Equal(60, added.Count(fresh => fresh));
        Assert.Equal(3_000, (await ReadAsync(events[0].InvocationId)).Count);
    }

    [Fact]
    public async Task The_same_events_at_once_are_new_once()
    {
        var userId = Some.UserId();
        var events = Enumerable.Range(0, 60).Select(_ => Some.Event(userId, agentId, InvocationId.New(TimeProvider.System))).ToArray();

        var added = await Task.WhenAll(Enumerable.Range(0, 6).Select(from => store.AddEventsAsync(events[(from * 5)..], default)));

        Assert.Equal(60, added.Sum(part => part.Count(fresh => fresh)));
    }

    [Fact]
    public async Task What_came_after_an_invocation_is_read_alone()
    {
        var userId = Some.UserId();
        var clock = new ManualClock(MetricHour.Floor(DateTimeOffset.UtcNow));
        var ids = new List<InvocationId>();
        for (var second = 0; second < 4; second++)
        {
            clock.Now += TimeSpan.FromSeconds(1);
            ids.Add(InvocationId.New(clock));
        }

        await store.AddEventsAsync([.. ids.Select(id => Some.Event(userId, agentId, id))], default);
        await store.AddMeasurementsAsync([.. ids.Select(id => Some.Measurement(userId, agentId, id))], default);

        Assert.Equal(ids[2..], await store.ReadHourAsync(MetricHour.Of(agentId, ids[0]), ids[1].Value, default).Select(item => item.InvocationId).ToListAsync());
    }

    [Fact]
    public async Task The_gateways_and_the_workloads_side_of_an_invocation_are_joined()
    {
        var userId = Some.UserId();
        var both = InvocationId.New(TimeProvider.System);
        var measuredOnly = InvocationId.New(TimeProvider.System);

        await store.AddMeasurementsAsync([Some.Measurement(userId, agentId, both), Some.Measurement(userId, agentId, measuredOnly)], default);
        await store.AddEventsAsync([Some.Event(userId, agentId, both, tokens: 42)], default);

        var read = (await ReadAsync(both)).ToDictionary(item => item.InvocationId);
        Assert.Equal(42, read[both].Tokens);
        Assert.Equal(7, read[both].ComputeMs);
        Assert.Null(read[measuredOnly].Reported);
    }

    [Fact]
    public async Task A_claim_never_lowers_what_the_gateway_measured()
    {
        var userId = Some.UserId();
        var id = InvocationId.New(TimeProvider.System);

        await store.AddEventsAsync([Some.Event(userId, agentId, id) with { ComputeMs = 0 }], default);
        await store.AddMeasurementsAsync([Some.Measurement(userId, agentId, id)], default);

        Assert.Equal(7, Assert.Single(await ReadAsync(id)).ComputeMs);
    }

    [Fact]
    public async Task The_newest_errors_come_first()
    {
        var userId = Some.UserId();
        for (var index = 0; index < 3; index++)
        {
            await store.AddMeasurementsAsync([Some.Measurement(userId, agentId, InvocationId.New(TimeProvider.System), "runtime")], default);
        }

        await store.AddMeasurementsAsync([Some.Measurement(userId, agentId, InvocationId.New(TimeProvider.System))], default);

        var (errors, next) = await store.ReadErrorsAsync(agentId, new PageRequest(2, null), default);
        Assert.Equal(2, errors.Count);
        Assert.True(errors[0].StartedAt >= errors[1].StartedAt);
        var (rest, end) = await store.ReadErrorsAsync(agentId, new PageRequest(2, next), default);
        Assert.True(errors[1].StartedAt >= Assert.Single(rest).StartedAt);
        Assert.Null(end);
    }

    private async Task<List<MeteredInvocation>> ReadAsync(InvocationId id)
    {
        var read = new List<MeteredInvocation>();
        await foreach (var invocation in store.ReadHourAsync(MetricHour.Of(agentId, id), afterInvocationId: null, default))
        {
            read.Add(invocation);
        }

        return read;
    }
}
