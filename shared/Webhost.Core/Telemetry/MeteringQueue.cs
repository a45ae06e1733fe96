using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Webhost.Core.Limits;

namespace Webhost.Core.Telemetry;

/// <summary>
/// Takes measurements from the invoke path without a wait; <see cref="MeteringWriter"/> writes them behind it. None is dropped while the process serves: what bounds the queue is
/// that no invocation is admitted while it is full (<see cref="HasRoom"/>), so that it grows beyond its capacity by what is running at most.
/// </summary>
public sealed partial class MeteringQueue(TelemetryOptions options, ILogger<MeteringQueue>? logger = null)
{
    private readonly ILogger logger = logger ?? NullLogger<MeteringQueue>.Instance;
    private readonly ConcurrentDictionary<RunningMeasurement, bool> running = [];
    private readonly Channel<QueuedMeasurement> channel = Channel.CreateUnbounded<QueuedMeasurement>(new UnboundedChannelOptions { SingleReader = true });
    private int waiting;

    /// <summary>Whether another invocation may begin.</summary>
    public bool HasRoom => Volatile.Read(ref waiting) < options.MeasurementCapacity;

    /// <summary>What waits to be written.</summary>
    internal ChannelReader<QueuedMeasurement> Reader => channel.Reader;

    /// <summary>Begins to measure an invocation, which must be ended with its last measurement.</summary>
    /// <param name="started">When it began, as a time stamp.</param>
    /// <param name="soFar">What is measured so far; asked for by another thread, while the invocation runs.</param>
    /// <param name="look">Is shown what is measured so far, a few times a second and not once the invocation is ended, and says what is reserved for it by then.</param>
    public RunningMeasurement Begin(long started, Func<InvocationMeasurement> soFar, Func<InvocationMeasurement, QuotaAmounts> look)
    {
        var measurement = new RunningMeasurement(this, started, soFar, look);
        running[measurement] = true;
        return measurement;
    }

    /// <summary>Looks at what runs: its gateway is shown what is measured so far, and what is due is queued.</summary>
    internal void MeasureRunning(TimeProvider time)
    {
        foreach (var (measurement, _) in running)
        {
            measurement.MeasureWhenDue(time);
        }
    }

    /// <summary>An invocation has ended.</summary>
    internal void Forget(RunningMeasurement measurement) => running.TryRemove(measurement, out _);

    /// <summary>Queues a measurement.</summary>
    public void Add(InvocationMeasurement measurement) => TryAdd(measurement, settlement: null);

    /// <summary>Queues a measurement with which a reservation is settled once it is written; false when nothing is written any more.</summary>
    internal bool TryAdd(InvocationMeasurement measurement, QuotaSettlement? settlement)
    {
        if (channel.Writer.TryWrite(new QueuedMeasurement(measurement, settlement)))
        {
            Interlocked.Increment(ref waiting);
            return true;
        }

        TooLate(measurement.InvocationId.Value, measurement.UserId);
        return false;
    }

    /// <summary>Makes room for what has been written.</summary>
    internal void Written(int count) => Interlocked.Add(ref waiting, -count);

    /// <summary>Takes no more, so that the writer ends when it has written the rest.</summary>
    internal void Complete() => channel.Writer.TryComplete();

    [LoggerMessage(Level = LogLevel.Error, Message = "The invocation {InvocationId} of {UserId} was measured when nothing was written any more: what was written of it before counts.")]
    private partial void TooLate(string invocationId, string userId);
}
