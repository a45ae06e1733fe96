namespace Webhost.Core.Telemetry;

/// <summary>Remembers which hours' roll-ups may be out of date.</summary>
public interface IDirtyHours
{
    /// <summary>Marks hours of a user's agents. Idempotent.</summary>
    Task MarkAsync(string userId, IReadOnlyList<MetricHour> hours, CancellationToken cancellationToken);

    /// <summary>All marks, by agent and hour.</summary>
    IAsyncEnumerable<DirtyHour> ReadAsync(CancellationToken cancellationToken);

    /// <summary>An agent's marks, by hour.</summary>
    IAsyncEnumerable<DirtyHour> ReadAsync(string agentId, CancellationToken cancellationToken);

    /// <summary>Clears a mark unless it was set again since it was read.</summary>
    Task ClearAsync(DirtyHour hour, CancellationToken cancellationToken);
}
