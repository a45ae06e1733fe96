using System.Net;
using System.Net.Sockets;

namespace Webhost.Local.AgentCore.Isolation;

/// <summary>Passes connections from a session's network on to ports of this machine, byte for byte.</summary>
internal static class Relay
{
    private const int BufferBytes = 16 * 1024;

    /// <summary>Accepts until the listener is closed.</summary>
    public static async Task RunAsync(Socket listener, Func<Stream, Task> serve)
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = await listener.AcceptAsync();
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                return;
            }

            _ = ServeAsync(socket, serve);
        }
    }

    /// <summary>Joins a connection with one to a port of this machine.</summary>
    public static async Task ToPortAsync(Stream stream, int port)
    {
        using var client = new TcpClient(AddressFamily.InterNetwork) { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, port);
        await JoinAsync(stream, client.GetStream());
    }

    /// <summary>Copies both ways until both ends have nothing more to say.</summary>
    public static async Task JoinAsync(Stream left, NetworkStream right)
    {
        var there = CopyAsync(left, right);
        var back = CopyAsync(right, left);
        await Task.WhenAny(there, back);
        // One end that is gone leaves the other nothing to wait for, but what is on its way still arrives.
        if (there.IsFaulted || back.IsFaulted)
            right.Close();
        await Task.WhenAll(there, back);
    }

    private static async Task CopyAsync(Stream from, Stream to)
    {
        await from.CopyToAsync(to, BufferBytes);
        if (to is NetworkStream network)
            network.Socket.Shutdown(SocketShutdown.Send);
    }

    private static async Task ServeAsync(Socket socket, Func<Stream, Task> serve)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            await serve(stream);
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException)
        {
            // The agent's connection ends as the other one did: there is nobody else to tell.
        }
    }
}
