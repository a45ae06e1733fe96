using System.Net;
using System.Net.Sockets;

namespace Webhost.Local.AgentCore.Isolation;

/// <summary>The network of one session: its agent is reached in it, and from it only what a listener passes on.</summary>
internal sealed class SessionNetwork(NamespaceThread thread, int descriptor, IReadOnlyList<Socket> listeners) : IDisposable
{
    private int _isDisposed;

    public IReadOnlyList<Socket> Listeners => listeners;

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
        foreach (var listener in listeners)
            listener.Dispose();
        _ = Native.Close(descriptor);
    }
}
