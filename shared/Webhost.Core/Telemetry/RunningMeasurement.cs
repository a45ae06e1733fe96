using Webhost.Core.Limits;

namespace Webhost.Core.Telemetry;

/// <summary>
/// Measures an invocation while it runs: after a second, then every ten. Each measurement replaces the one before, so that a process that is killed leaves what it had measured last, and the
/// invocation is metered once all the same. What it has used is shown at every look to whoever reserves for it.
/// </summary>
public sealed class RunningMeasurement
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private readonly MeteringQueue queue;
    private readonly Func<InvocationMeasurement> soFar;
    private readonly Func<InvocationMeasurement, QuotaAmounts> look;
    private readonly long started;
    private long? last;
    private bool ended;

    internal RunningMeasurement(MeteringQueue queue, long started, Func<InvocationMeasurement> soFar, Func<InvocationMeasurement, QuotaAmounts> look)
    {
        this.queue = queue;
        this.started = started;
        this.soFar = soFar;
        this.look = look;
    }

    /// <summary>
    /// Queues the last measurement. What is asked for afterwards is not queued any more. When an earlier one has told what is reserved, the reservation holds until the last one is written: were the
    /// process killed in between, more would be taken for reserved than is.
    /// </summary>
    /// <returns>Whether the reservation is settled when the measurement is written; the caller has to settle it otherwise.</returns>
    public bool End(InvocationMeasurement measurement, in QuotaSettlement settlement)
    {
        bool settles;
        lock (gate)
        {
            ended = true;
            settles = queue.TryAdd(measurement, last is null ? null : settlement) && last is not null;
        }

        queue.Forget(this);
        return settles;
    }

    internal void MeasureWhenDue(TimeProvider time)
    {
        lock (gate)
        {
            if (ended)
            {
                return;
            }

            var measured = soFar();
            var reserved = look(measured);
            if (last is { } at ? time.GetElapsedTime(at) >= Interval : time.GetElapsedTime(started) >= First)
            {
                last = time.GetTimestamp();
                queue.Add(measured with { Unfinished = true, Reserved = reserved });
            }
        }
    }
}
