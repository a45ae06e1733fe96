using System.Runtime.CompilerServices;
using Webhost.Core.Limits;
using Webhost.Core.Metrics;
using Webhost.Core.Storage;
using Webhost.Core.Telemetry;

namespace Webhost.Core.Tests.Metrics;

/// <summary>Passes on to a store; can hold back who has read the hours of a day, and fail for one hour.</summary>
internal sealed class HeldDays(IHourlyStore inner) : IHourlyStore
{
    private TaskCompletionSource? closed;
    private int waiting;

    public DateTimeOffset? Failing { get; init; }

    public int Waiting => Volatile.Read(ref waiting);

    public void Hold() => closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release() => Interlocked.Exchange(ref closed, null)!.SetResult();

    public Task<Versioned<HourRollup>?> FindHourAsync(MetricHour hour, CancellationToken cancellationToken) =>
        hour.Start == Failing ? throw new IOException("storage is down") : inner.FindHourAsync(hour, cancellationToken);

    public Task<bool> TryReplaceHourAsync(MetricHour hour, HourRollup rollup, IReadOnlyList<DeploymentRollup>? minutes, string? etag, CancellationToken cancellationToken) =>
        inner.TryReplaceHourAsync(hour, rollup, minutes, etag, cancellationToken);

    public Task<Versioned<DayRollup>?> FindDayAsync(string agentId, DateTimeOffset day, CancellationToken cancellationToken) => inner.FindDayAsync(agentId, day, cancellationToken);

    public Task<bool> TryReplaceDayAsync(string agentId, DayRollup rollup, string? etag, CancellationToken cancellationToken) => inner.TryReplaceDayAsync(agentId, rollup, etag, cancellationToken);

    public async IAsyncEnumerable<HourRollup> ReadHoursAsync(string agentId, DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var hours = await inner.ReadHoursAsync(agentId, from, to, cancellationToken).ToListAsync(cancellationToken);
        if (closed is { } gate)
        {
            Interlocked.Increment(ref waiting);
            await gate.Task;
        }

        foreach (var hour in hours)
        {
            yield return hour;
        }
    }

    public IAsyncEnumerable<IReadOnlyList<DeploymentRollup>> ReadMinutesAsync(string agentId, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        inner.ReadMinutesAsync(agentId, from, to, cancellationToken);

    public IAsyncEnumerable<DayRollup> ReadDaysAsync(string agentId, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        inner.ReadDaysAsync(agentId, from, to, cancellationToken);

    public Task SetUsageAsync(string agentId, HourRollup rollup, CancellationToken cancellationToken) => inner.SetUsageAsync(agentId, rollup, cancellationToken);

    public Task SetUsageAsync(string agentId, DayRollup rollup, CancellationToken cancellationToken) => inner.SetUsageAsync(agentId, rollup, cancellationToken);

    public Task<BillingUsage> ReadUsageAsync(string userId, BillingPeriod period, CancellationToken cancellationToken) => inner.ReadUsageAsync(userId, period, cancellationToken);

    public IAsyncEnumerable<string> ReadAgentsAsync(CancellationToken cancellationToken) => inner.ReadAgentsAsync(cancellationToken);

    public Task<int> RemoveHoursAsync(string agentId, DateTimeOffset before, int most, CancellationToken cancellationToken) => inner.RemoveHoursAsync(agentId, before, most, cancellationToken);
}
