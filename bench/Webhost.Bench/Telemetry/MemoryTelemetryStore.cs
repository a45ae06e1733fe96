using System.Collections.Concurrent;
using Webhost.Core.Invocation;
using Webhost.Core.Storage;
using Webhost.Core.Telemetry;

namespace Webhost.Bench.Telemetry;

/// <summary>Remembers of each event that it was there, and nothing more.</summary>
internal sealed class MemoryTelemetryStore : ITelemetryStore
{
    private readonly ConcurrentDictionary<InvocationId, bool> _events = new();

    public Task<IReadOnlyList<bool>> AddEventsAsync(IReadOnlyList<MeteredEvent> events, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<bool>>([.. events.Select(item => _events.TryAdd(item.InvocationId, true))]);

    public Task AddMeasurementsAsync(IReadOnlyList<InvocationMeasurement> measurements, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<MeteredInvocation> ReadHourAsync(MetricHour hour, string? afterInvocationId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<(IReadOnlyList<MeteredInvocation> Items, string? NextCursor)> ReadErrorsAsync(string agentId, PageRequest page, CancellationToken cancellationToken) => throw new NotSupportedException();
}
