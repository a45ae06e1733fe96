using Webhost.Core.Storage;

namespace Webhost.Core.Telemetry;

/// <summary>
/// Keeps raw events: for each invocation at most one row that the workload reported and one that the gateway measured, both written once under the
/// invocation's id, so that a repeat changes nothing.
/// </summary>
public interface ITelemetryStore
{
    /// <summary>Writes workloads' events, each once in the list; for each, in order, whether it was new. Their hours are dirty then, also when it is broken off.</summary>
    Task<IReadOnlyList<bool>> AddEventsAsync(IReadOnlyList<MeteredEvent> events, CancellationToken cancellationToken);

    /// <summary>Writes the gateway's measurements. Idempotent. Their hours are dirty then, also when it is broken off.</summary>
    Task AddMeasurementsAsync(IReadOnlyList<InvocationMeasurement> measurements, CancellationToken cancellationToken);

    /// <summary>The invocations of an hour in the order of their making, each with both sides joined; all, or those after one. Needs no memory for the hour as a whole.</summary>
    IAsyncEnumerable<MeteredInvocation> ReadHourAsync(MetricHour hour, string? afterInvocationId, CancellationToken cancellationToken);

    /// <summary>A page of an agent's failed invocations, newest first.</summary>
    Task<(IReadOnlyList<MeteredInvocation> Items, string? NextCursor)> ReadErrorsAsync(string agentId, PageRequest page, CancellationToken cancellationToken);
}
