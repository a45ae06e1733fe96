using Webhost.Core.Providers;
using Webhost.Core.Telemetry;

namespace Webhost.Core.Metrics;

/// <summary>Recomputes the roll-ups of hours that are dirty, from raw events alone: running it twice, late or at once in two processes gives the same.</summary>
public sealed class HourlyRollups(ITelemetryStore telemetry, IHourlyStore hourly, RuntimeProviders providers)
{
    /// <summary>Rolls every dirty hour up. Returns how many there were.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var dirty = await telemetry.ListDirtyAsync(cancellationToken);
        foreach (var mark in dirty)
        {
            await hourly.ReplaceAsync(mark.UserId, mark.Hour, await ComputeAsync(mark.Hour, cancellationToken), cancellationToken);
            await telemetry.ClearDirtyAsync(mark, cancellationToken);
        }

        return dirty.Count;
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
}
