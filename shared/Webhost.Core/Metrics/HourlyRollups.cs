using Webhost.Core.Providers;
using Webhost.Core.Telemetry;

namespace Webhost.Core.Metrics;

/// <summary>Recomputes the roll-ups of hours that are dirty, from raw events alone: running it twice, late or at once in two processes gives the same.</summary>
public sealed class HourlyRollups(ITelemetryStore telemetry, IHourlyStore hourly, RuntimeProviders providers, TimeProvider time)
{
    // An hour that was marked just now may be about to be written to, by a process that dies before it marks it again: it stays marked for this long.
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(1);

    /// <summary>Rolls every dirty hour up; one that can't be doesn't keep the others. Returns how many there were.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var dirty = await telemetry.ListDirtyAsync(cancellationToken);
        var failures = new List<Exception>();
        foreach (var mark in dirty)
        {
            try
            {
                await RollUpAsync(mark, cancellationToken);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                failures.Add(exception);
            }
        }

        return failures.Count == 0 ? dirty.Count : throw new AggregateException($"{failures.Count} of {dirty.Count} hours could not be rolled up and stay marked.", failures);
    }

    /// <summary>The roll-ups of an hour as its raw events have it now.</summary>
    internal async Task<IReadOnlyList<HourlyRollup>> ComputeAsync(MetricHour hour, CancellationToken cancellationToken)
    {
        var sums = new Dictionary<(string Deployment, string Runtime), RollupAccumulator>();
        await foreach (var invocation in telemetry.ReadHourAsync(hour, cancellationToken))
        {
            var key = (invocation.DeploymentId, invocation.RuntimeProvider);
            if (!sums.TryGetValue(key, out var sum))
            {
                sums[key] = sum = new RollupAccumulator(key.DeploymentId, key.RuntimeProvider);
            }

            sum.Add(invocation);
        }

        return [.. sums.Values.Select(sum => sum.ToRollup(hour.Start, providers))];
    }

    private async Task RollUpAsync(DirtyHour mark, CancellationToken cancellationToken)
    {
        await hourly.ReplaceAsync(mark.UserId, mark.Hour, await ComputeAsync(mark.Hour, cancellationToken), cancellationToken);
        if (time.GetUtcNow() - mark.MarkedAt >= Settled)
        {
            await telemetry.ClearDirtyAsync(mark, cancellationToken);
        }
    }
}
