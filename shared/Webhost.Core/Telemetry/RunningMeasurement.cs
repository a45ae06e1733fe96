namespace Webhost.Core.Telemetry;

/// <summary>
/// Measures an invocation while it runs: after a second, then every ten. Each measurement replaces the one before, so that a process that is killed leaves what it had measured last, and the
/// invocation is metered once all the same.
/// </summary>
public sealed class RunningMeasurement
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private readonly MeteringQueue queue;
    private readonly Func<InvocationMeasurement> soFar;
    private readonly long started;
    private long? last;
    private bool ended;

    internal RunningMeasurement(MeteringQueue queue, long started, Func<InvocationMeasurement> soFar)
    {
        this.queue = queue;
        this.started = started;
        this.soFar = soFar;
    }

    /// <summary>Queues the last measurement. What is asked for afterwards is not queued any more.</summary>
    public void End(InvocationMeasurement measurement)
    {
        lock (gate)
        {
            ended = true;
            queue.Add(measurement);
        }

        queue.Forget(this);
    }

    internal void MeasureWhenDue(TimeProvider time)
    {
        lock (gate)
        {
            if (!ended && (last is { } at ? time.GetElapsedTime(at) >= Interval : time.GetElapsedTime(started) >= First))
            {
                last = time.GetTimestamp();
                queue.Add(soFar() with { Unfinished = true });
            }
        }
    }
}
