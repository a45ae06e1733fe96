using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Webhost.Core.Limits;
using Webhost.Core.Metrics;
using Webhost.Core.Storage;
using Webhost.Core.Telemetry;

namespace Webhost.Bench.Telemetry;

/// <summary>Keeps marks and roll-ups in memory, for one process.</summary>
internal sealed class MemoryRollups : IHourlyStore, IDirtyHours
{
    private readonly ConcurrentDictionary<MetricHour, DirtyHour> _marks = new();
    private readonly ConcurrentDictionary<MetricHour, HourRollup> _hours = new();
    private readonly ConcurrentDictionary<(string Agent, DateTimeOffset Day), DayRollup> _days = new();

    /// <summary>The invocations of all hours.</summary>
    public long Requests => _hours.Values.Sum(hour => hour.Deployments.Sum(part => part.Requests));

    public Task MarkAsync(string userId, IReadOnlyList<MetricHour> hours, CancellationToken cancellationToken)
    {
        foreach (MetricHour hour in hours)
            _marks[hour] = new(userId, hour, "1", DateTimeOffset.UnixEpoch);
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<DirtyHour> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        foreach (DirtyHour mark in _marks.Values.OrderBy(mark => mark.Hour.Start))
            yield return mark;
    }

    public IAsyncEnumerable<DirtyHour> ReadAsync(string agentId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task ClearAsync(DirtyHour hour, CancellationToken cancellationToken)
    {
        _marks.TryRemove(hour.Hour, out _);
        return Task.CompletedTask;
    }

    public Task<Versioned<HourRollup>?> FindHourAsync(MetricHour hour, CancellationToken cancellationToken) =>
        Task.FromResult(_hours.TryGetValue(hour, out HourRollup? there) ? new Versioned<HourRollup>(there, "1") : null);

    public Task<bool> TryReplaceHourAsync(MetricHour hour, HourRollup rollup, IReadOnlyList<DeploymentRollup>? minutes, string? etag, CancellationToken cancellationToken)
    {
        _hours[hour] = rollup;
        return Task.FromResult(true);
    }

    public Task<Versioned<DayRollup>?> FindDayAsync(string agentId, DateTimeOffset day, CancellationToken cancellationToken) =>
        Task.FromResult(_days.TryGetValue((agentId, day), out DayRollup? there) ? new Versioned<DayRollup>(there, "1") : null);

    public Task<bool> TryReplaceDayAsync(string agentId, DayRollup rollup, string? etag, CancellationToken cancellationToken)
    {
        _days[(agentId, rollup.Start)] = rollup;
        return Task.FromResult(true);
    }

    public async IAsyncEnumerable<HourRollup> ReadHoursAsync(string agentId, DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        foreach ((MetricHour hour, HourRollup rollup) in _hours)
        {
            if (hour.AgentId == agentId && hour.Start >= from && hour.Start < to)
                yield return rollup;
        }
    }

    public Task SetUsageAsync(string agentId, HourRollup rollup, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task SetUsageAsync(string agentId, DayRollup rollup, CancellationToken cancellationToken) => Task.CompletedTask;

    public IAsyncEnumerable<IReadOnlyList<DeploymentRollup>> ReadMinutesAsync(string agentId, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<DayRollup> ReadDaysAsync(string agentId, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<BillingUsage> ReadUsageAsync(string userId, BillingPeriod period, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<string> ReadAgentsAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<int> RemoveHoursAsync(string agentId, DateTimeOffset before, int most, CancellationToken cancellationToken) => throw new NotSupportedException();
}
