namespace Webhost.Core.Telemetry;

/// <summary>Goes through all raw events that are kept, of removed agents too, and removes them.</summary>
public interface IRawEventStore
{
    /// <summary>Every agent that has raw events, by id, after one; with the owner.</summary>
    IAsyncEnumerable<RawEventOwner> ReadAgentsAsync(string? afterAgentId, CancellationToken cancellationToken);

    /// <summary>The hours of an agent that have raw events, oldest first, between two times.</summary>
    IAsyncEnumerable<MetricHour> ReadHoursAsync(string agentId, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);

    /// <summary>Removes raw events of an hour, not many more rows than <paramref name="most"/>; how many. Idempotent.</summary>
    Task<int> RemoveHourAsync(MetricHour hour, int most, CancellationToken cancellationToken);

    /// <summary>Removes an agent's failed invocations that are older than a time, not many more than <paramref name="most"/>; how many. Idempotent.</summary>
    Task<int> RemoveErrorsAsync(string agentId, DateTimeOffset before, int most, CancellationToken cancellationToken);
}
