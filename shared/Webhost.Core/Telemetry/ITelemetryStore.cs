namespace Webhost.Core.Telemetry;

/// <summary>
/// Keeps raw events: for each invocation at most one row that the workload reported and one that the gateway measured, both written once under the
/// invocation's id, so that a repeat changes nothing.
/// </summary>
public interface ITelemetryStore
{
    /// <summary>Writes workloads' events; for each, in order, whether it was new. Marks their hours as dirty before and after.</summary>
    Task<IReadOnlyList<bool>> AddEventsAsync(IReadOnlyList<MeteredEvent> events, CancellationToken cancellationToken);

    /// <summary>Writes the gateway's measurements. Idempotent. Marks their hours as dirty before and after.</summary>
    Task AddMeasurementsAsync(IReadOnlyList<InvocationMeasurement> measurements, CancellationToken cancellationToken);

    /// <summary>All invocations of an hour, each with both sides joined.</summary>
    IAsyncEnumerable<MeteredInvocation> ReadHourAsync(MetricHour hour, CancellationToken cancellationToken);

    /// <summary>The newest failed invocations of an agent, newest first.</summary>
    Task<IReadOnlyList<MeteredInvocation>> ReadErrorsAsync(string agentId, int limit, CancellationToken cancellationToken);

    /// <summary>Hours whose roll-up may be out of date, with the version that clearing must name.</summary>
    Task<IReadOnlyList<DirtyHour>> ListDirtyAsync(CancellationToken cancellationToken);

    /// <summary>Clears a mark unless it was set again since it was listed.</summary>
    Task ClearDirtyAsync(DirtyHour hour, CancellationToken cancellationToken);
}
