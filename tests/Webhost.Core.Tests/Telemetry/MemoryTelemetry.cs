using Webhost.Core.Sessions;
using Webhost.Core.Storage;
using Webhost.Core.Telemetry;

namespace Webhost.Core.Tests.Telemetry;

/// <summary>Takes measurements and session dates, unless it is told to fail.</summary>
internal sealed class MemoryTelemetry : ITelemetryStore, ISessionStore
{
    private readonly Lock gate = new();

    public Func<Task> Writing { get; set; } = () => Task.CompletedTask;

    public Func<SessionTouch, Task> Touching { get; set; } = _ => Task.CompletedTask;

    public Dictionary<string, InvocationMeasurement> Written { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, int> Touched { get; } = new(StringComparer.Ordinal);

    public IReadOnlyList<InvocationMeasurement> Snapshot()
    {
        lock (gate)
        {
            return [.. Written.Values];
        }
    }

    public async Task AddMeasurementsAsync(IReadOnlyList<InvocationMeasurement> measurements, CancellationToken cancellationToken)
    {
        await Writing();
        lock (gate)
        {
            foreach (var item in measurements)
            {
                Written[item.InvocationId.Value] = item;
            }
        }
    }

    /// <summary>The sessions that were opened at once.</summary>
    public List<string[]> Openings { get; } = [];

    /// <summary>Opens sessions unless something is known of them.</summary>
    public async Task<IReadOnlyList<SessionTouch>> OpenAsync(IReadOnlyList<SessionTouch> touches, CancellationToken cancellationToken)
    {
        List<SessionTouch> known;
        lock (gate)
        {
            known = [.. touches.Where(touch => Touched.ContainsKey(touch.SessionId))];
            Openings.Add([.. touches.Select(touch => touch.SessionId)]);
        }

        await TouchAsync([.. touches.Except(known)], cancellationToken);
        return known;
    }

    public async Task TouchAsync(IReadOnlyList<SessionTouch> touches, CancellationToken cancellationToken)
    {
        foreach (var touch in touches)
        {
            await Touching(touch);
            lock (gate)
            {
                Touched[touch.SessionId] = Touched.GetValueOrDefault(touch.SessionId) + touch.Count;
            }
        }
    }

    public Task<IReadOnlyList<bool>> AddEventsAsync(IReadOnlyList<MeteredEvent> events, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<MeteredInvocation> ReadHourAsync(MetricHour hour, string? afterInvocationId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<(IReadOnlyList<MeteredInvocation> Items, string? NextCursor)> ReadErrorsAsync(string agentId, PageRequest page, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<SessionRecord?> FindAsync(string agentId, string sessionId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<(IReadOnlyList<SessionRecord> Items, string? NextCursor)> ListAsync(string agentId, PageRequest page, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<(IReadOnlyList<SessionRecord> Items, string? NextCursor)> ListByIdAsync(string agentId, PageRequest page, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task EndAsync(string agentId, string sessionId, DateTimeOffset at, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<int> RemoveUnusedAsync(string agentId, DateTimeOffset before, int most, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task RemoveAllAsync(string agentId, CancellationToken cancellationToken) => throw new NotSupportedException();
}
