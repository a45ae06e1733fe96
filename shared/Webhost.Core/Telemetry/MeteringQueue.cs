using System.Threading.Channels;

namespace Webhost.Core.Telemetry;

/// <summary>Takes measurements from the invoke path without a wait; <see cref="MeteringWriter"/> writes them behind it.</summary>
public sealed class MeteringQueue
{
    private readonly Channel<InvocationMeasurement> channel = Channel.CreateUnbounded<InvocationMeasurement>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>What waits to be written.</summary>
    internal ChannelReader<InvocationMeasurement> Reader => channel.Reader;

    /// <summary>Queues a measurement.</summary>
    public void Add(InvocationMeasurement measurement) => channel.Writer.TryWrite(measurement);

    /// <summary>Takes no more, so that the writer ends when it has written the rest.</summary>
    internal void Complete() => channel.Writer.TryComplete();
}
