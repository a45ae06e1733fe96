using Webhost.Core.Limits;
using Webhost.Core.Storage;
using Webhost.Core.Telemetry;

namespace Webhost.Core.Metrics;

/// <summary>
/// Keeps roll-ups and the billing usage that is made of them. An hour is computed from raw events, a day from its hours, usage from both. A replacement names
/// the version that was there before its sources were read, so that of two processes the one that knows less gives way.
/// </summary>
public interface IHourlyStore
{
    /// <summary>The roll-up of an hour with its version, or null.</summary>
    Task<Versioned<HourRollup>?> FindHourAsync(MetricHour hour, CancellationToken cancellationToken);

    /// <summary>Replaces the roll-up of an hour; false when another was written since.</summary>
    /// <param name="hour">The hour.</param>
    /// <param name="rollup">The new roll-up.</param>
    /// <param name="minutes">The same by the minute; null leaves what is there.</param>
    /// <param name="etag">The version that was there; null when there was none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<bool> TryReplaceHourAsync(MetricHour hour, HourRollup rollup, IReadOnlyList<DeploymentRollup>? minutes, string? etag, CancellationToken cancellationToken);

    /// <summary>The roll-up of the day that begins at a time with its version, or null.</summary>
    Task<Versioned<DayRollup>?> FindDayAsync(string agentId, DateTimeOffset day, CancellationToken cancellationToken);

    /// <summary>Replaces the roll-up of a day; false when another was written since.</summary>
    Task<bool> TryReplaceDayAsync(string agentId, DayRollup rollup, string? etag, CancellationToken cancellationToken);

    /// <summary>The roll-ups of an agent's hours that begin between two times.</summary>
    IAsyncEnumerable<HourRollup> ReadHoursAsync(string agentId, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);

    /// <summary>The same by the minute: the minutes of each hour together.</summary>
    IAsyncEnumerable<IReadOnlyList<DeploymentRollup>> ReadMinutesAsync(string agentId, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);

    /// <summary>The roll-ups of an agent's days that begin between two times.</summary>
    IAsyncEnumerable<DayRollup> ReadDaysAsync(string agentId, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);

    /// <summary>Notes what an hour adds to its owner's usage, unless a later revision has been noted. Idempotent.</summary>
    Task SetUsageAsync(string agentId, HourRollup rollup, CancellationToken cancellationToken);

    /// <summary>Notes what a day adds to its owner's usage, unless a later revision has been noted. Idempotent.</summary>
    Task SetUsageAsync(string agentId, DayRollup rollup, CancellationToken cancellationToken);

    /// <summary>What a user used in a period of whole hours, as far as it is rolled up; zeros when nothing is. Removed agents count.</summary>
    Task<BillingUsage> ReadUsageAsync(string userId, BillingPeriod period, CancellationToken cancellationToken);

    /// <summary>Every agent that has roll-ups, by id.</summary>
    IAsyncEnumerable<string> ReadAgentsAsync(CancellationToken cancellationToken);

    /// <summary>Removes the roll-ups of an agent's hours that begin before a time, at most about as many as asked for; how many rows. The days and the usage stay. Idempotent.</summary>
    Task<int> RemoveHoursAsync(string agentId, DateTimeOffset before, int most, CancellationToken cancellationToken);
}
