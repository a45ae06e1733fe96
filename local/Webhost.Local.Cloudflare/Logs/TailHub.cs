using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace Webhost.Local.Cloudflare.Logs;

/// <summary>The live tails of one script. Traces are only asked of its process while somebody listens.</summary>
internal sealed class TailHub
{
    private const int Backlog = 256;
    private readonly ConcurrentDictionary<Guid, Channel<JsonObject>> _listeners = new();

    /// <summary>Told when a listener comes or the last one leaves.</summary>
    public Action? OnListenedChanged { get; set; }

    public bool IsListened => !_listeners.IsEmpty;

    /// <summary>Begins to listen. Traces that a slow listener doesn't take in time are dropped, oldest first.</summary>
    public ChannelReader<JsonObject> Listen(Guid id)
    {
        var channel = Channel.CreateBounded<JsonObject>(new BoundedChannelOptions(Backlog) { FullMode = BoundedChannelFullMode.DropOldest });
        _listeners[id] = channel;
        OnListenedChanged?.Invoke();
        return channel.Reader;
    }

    public void Leave(Guid id)
    {
        if (_listeners.TryRemove(id, out var channel))
            channel.Writer.TryComplete();
        if (!IsListened)
            OnListenedChanged?.Invoke();
    }

    public void Publish(JsonObject trace)
    {
        foreach (var listener in _listeners.Values)
            listener.Writer.TryWrite(trace);
    }
}
