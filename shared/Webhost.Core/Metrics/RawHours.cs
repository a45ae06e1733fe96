using Webhost.Core.Providers;
using Webhost.Core.Telemetry;

namespace Webhost.Core.Metrics;

/// <summary>Sums raw events up, one after the other: what it holds grows with deployments, not with events.</summary>
public sealed class RawHours(ITelemetryStore telemetry, RuntimeProviders providers)
{
    /// <summary>The sums of an hour's invocations as they stand at a time, of all or of those after one.</summary>
    internal async Task<ComputedHour> ComputeAsync(MetricHour hour, DateTimeOffset reading, string? afterInvocationId, CancellationToken cancellationToken)
    {
        var hours = new Sums(reading, providers);
        var minutes = new Sums(reading, providers);
        var count = 0L;
        string? last = null;
        await foreach (var invocation in telemetry.ReadHourAsync(hour, afterInvocationId, cancellationToken))
        {
            hours.Of(0, invocation).Add(invocation);
            minutes.Of(invocation.InvocationId.CreatedAt.Minute, invocation).Add(invocation);
            last = invocation.InvocationId.Value;
            count++;
        }

        return new ComputedHour(
            RollupSums.Bounded(hours.All.Select(pair => pair.Sum.ToRollup(hour.Start)), hour.Start),
            RollupSums.BoundedMinutes([.. minutes.All.Select(pair => pair.Sum.ToRollup(hour.Start.AddMinutes(pair.Part)))]),
            count,
            last);
    }

    private sealed class Sums(DateTimeOffset reading, RuntimeProviders providers)
    {
        private readonly Dictionary<(int Part, string Deployment, string Runtime), RollupAccumulator> sums = [];

        public IEnumerable<(int Part, RollupAccumulator Sum)> All => sums.Select(pair => (pair.Key.Part, pair.Value));

        public RollupAccumulator Of(int part, MeteredInvocation invocation)
        {
            var key = (part, invocation.DeploymentId, invocation.RuntimeProvider);
            if (!sums.TryGetValue(key, out var sum))
            {
                var provider = providers.TryGet(invocation.RuntimeProvider, out var known) ? known : null;
                sums[key] = sum = new RollupAccumulator(invocation.DeploymentId, invocation.RuntimeProvider, provider, reading);
            }

            return sum;
        }
    }
}
