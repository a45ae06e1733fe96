using System.Net;
using System.Net.Sockets;

namespace Webhost.Local.AgentCore.Isolation;

/// <summary>
/// Passes connections from a session's network on to ports of this machine, byte for byte: so many at once and no more, as each takes descriptors of the process that all sessions share. They end
/// with the session, whatever those at their other ends do.
/// </summary>
/// <param name="most">How many connections of the session there may be at once, whichever of its listeners they come to.</param>
internal sealed class Relay(int most) : IDisposable
{
    private const int BufferBytes = 16 * 1024;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _ending = new();
    private readonly SemaphoreSlim _room = new(most);

    /// <summary>Accepts for as long as the session lives.</summary>
    public async Task RunAsync(Socket listener, Func<Stream, CancellationToken, Task> serve)
    {
        var ending = _ending.Token;
        while (!ending.IsCancellationRequested)
        {
            try
            {
                await _room.WaitAsync(ending);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            try
            {
                _ = ServeAsync(await listener.AcceptAsync(ending), serve, ending);
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                _room.Release();
                if (exception is not SocketException || ending.IsCancellationRequested)
                    return;
                // This machine has no descriptor left, say: that passes, and whoever connects waits until then.
                await Task.Delay(Pause, CancellationToken.None);
            }
        }
    }

    /// <summary>Joins a connection with one to a port of this machine.</summary>
    public static async Task ToPortAsync(Stream stream, int port, CancellationToken cancellationToken)
    {
        using var client = new TcpClient(AddressFamily.InterNetwork) { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
        await JoinAsync(stream, client.GetStream(), cancellationToken);
    }

    /// <summary>Copies both ways until both ends have nothing more to say.</summary>
    public static async Task JoinAsync(Stream left, NetworkStream right, CancellationToken cancellationToken)
    {
        var there = CopyAsync(left, right, cancellationToken);
        var back = CopyAsync(right, left, cancellationToken);
        await Task.WhenAny(there, back);
        // One end that is gone leaves the other nothing to wait for, but what is on its way still arrives.
        if (there.IsFaulted || back.IsFaulted)
            right.Close();
        await Task.WhenAll(there, back);
    }

    /// <summary>Ends all connections. Their listeners are others' to close.</summary>
    public void Dispose() => _ending.Cancel();

    private static async Task CopyAsync(Stream from, Stream to, CancellationToken cancellationToken)
    {
        await from.CopyToAsync(to, BufferBytes, cancellationToken);
        if (to is NetworkStream network)
            network.Socket.Shutdown(SocketShutdown.Send);
    }

    private async Task ServeAsync(Socket socket, Func<Stream, CancellationToken, Task> serve, CancellationToken ending)
    {
        try
        {
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            await serve(stream, ending);
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The agent's connection ends as the other one did: there is nobody else to tell.
        }
        finally
        {
            _room.Release();
        }
    }
}
