using System.Net;
using System.Net.Sockets;

namespace Webhost.Local.AgentCore.Isolation;

/// <summary>The network of one session: its agent is reached in it, and from it only what a listener passes on.</summary>
internal sealed class SessionNetwork(NamespaceThread thread, int descriptor, IReadOnlyList<Socket> listeners) : IDisposable
{
    private Relay? _relay;
    private int _isDisposed;

    /// <summary>Begins to serve those who connect from inside.</summary>
    /// <param name="most">How many connections there may be at once.</param>
    /// <param name="serve">What serves each listener's, in their order.</param>
    public void Serve(int most, IReadOnlyList<Func<Stream, CancellationToken, Task>> serve)
    {
        var relay = _relay = new Relay(most);
        foreach (var (listener, each) in listeners.Zip(serve))
            _ = relay.RunAsync(listener, each);
    }

    public async ValueTask<Stream> ConnectAsync(int port, CancellationToken cancellationToken)
    {
        var socket = await thread.SocketAsync(descriptor);
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        _relay?.Dispose();
        foreach (var listener in listeners)
            listener.Dispose();
        _ = Native.Close(descriptor);
    }
}
