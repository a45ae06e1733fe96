using System.Diagnostics.Metrics;

namespace Webhost.Core.Metrics;

/// <summary>Counts what is rolled up and what is removed.</summary>
public sealed class MetricsMeter : IDisposable
{
    private readonly Counter<long> hours;
    private readonly Counter<long> invocations;
    private readonly Counter<long> late;
    private readonly Counter<long> removed;

    /// <summary>Makes the instruments.</summary>
    public MetricsMeter()
    {
        hours = Meter.CreateCounter<long>("webhost.metrics.rollup.hours", "{hour}", "Hours that were rolled up.");
        invocations = Meter.CreateCounter<long>("webhost.metrics.rollup.invocations", "{invocation}", "Invocations that were read for it.");
        late = Meter.CreateCounter<long>("webhost.metrics.rollup.late", "{hour}", "Hours that were written to after their raw events were removed; what was written does not count.");
        removed = Meter.CreateCounter<long>("webhost.metrics.retention.removed", "{row}", "Rows that were removed because their time is over, by what they are.");
    }

    /// <summary>The capability's meter.</summary>
    internal Meter Meter { get; } = new("Webhost.Metrics");

    /// <inheritdoc/>
    public void Dispose() => Meter.Dispose();

    internal void RolledUp(long count)
    {
        hours.Add(1);
        invocations.Add(count);
    }

    internal void CameLate() => late.Add(1);

    internal void Removed(string what, long count)
    {
        if (count > 0)
        {
            removed.Add(count, new KeyValuePair<string, object?>("what", what));
        }
    }
}
