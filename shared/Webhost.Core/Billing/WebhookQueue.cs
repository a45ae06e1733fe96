using System.Threading.Channels;

namespace Webhost.Core.Billing;

/// <summary>Tells <see cref="WebhookWorker"/> of events that this process has stored. What is lost here is found in the store.</summary>
public sealed class WebhookQueue
{
    private const int Longest = 10_000;

    private readonly Channel<string> channel = Channel.CreateBounded<string>(new BoundedChannelOptions(Longest) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>What waits.</summary>
    internal ChannelReader<string> Reader => channel.Reader;

    /// <summary>Queues an event.</summary>
    public void Add(string eventId) => channel.Writer.TryWrite(eventId);
}
