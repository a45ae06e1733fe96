using System.Net;
using System.Net.Sockets;
using Webhost.Local.AgentCore.Isolation;

namespace Webhost.Local.AgentCore.Tests;

public sealed class RelayTests : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _clients = [];

    public RelayTests()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
    }

    public void Dispose()
    {
        _clients.ForEach(client => client.Dispose());
        _listener.Dispose();
    }

    [Fact]
    public async Task As_many_connections_are_served_at_once_as_a_session_may_have_and_the_next_when_one_ends()
    {
        using var relay = new Relay(most: 2);
        var (open, most, served) = (0, 0, 0);
        _ = relay.RunAsync(_listener, async (stream, cancellationToken) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref open));
            Interlocked.Increment(ref served);
            await stream.CopyToAsync(Stream.Null, cancellationToken);
            Interlocked.Decrement(ref open);
        });

        for (var client = 0; client < 6; client++)
            await ConnectAsync();
        for (var ended = 0; ended < 6; ended++)
        {
            await Eventually.TrueAsync(() => served == Math.Min(ended + 2, 6), "the connections that there is room for");
            _clients[ended].Dispose();
        }

        await Eventually.TrueAsync(() => open == 0, "the end of all");
        Assert.Equal(2, most);
    }

    [Fact]
    public async Task What_keeps_a_connection_from_being_accepted_passes()
    {
        using var relay = new Relay(most: 2);
        var served = 0;
        // A listener that is shut down refuses to accept, and does so again when it listens.
        _listener.Shutdown(SocketShutdown.Receive);
        var running = relay.RunAsync(_listener, (_, _) => Task.FromResult(Interlocked.Increment(ref served)));
        Assert.False(running.IsCompleted);
        _listener.Listen();

        await ConnectAsync();

        await Eventually.TrueAsync(() => served == 1, "the connection to be served");
    }

    [Fact]
    public async Task Connections_end_with_the_session_whatever_the_other_end_does()
    {
        using var deaf = new TcpListener(IPAddress.Loopback, 0);
        deaf.Start();
        var relay = new Relay(most: 2);
        var running = relay.RunAsync(_listener, (stream, cancellationToken) => Relay.ToPortAsync(stream, ((IPEndPoint)deaf.LocalEndpoint).Port, cancellationToken));
        await ConnectAsync();
        using var other = await deaf.AcceptSocketAsync();

        relay.Dispose();

        await running;
        Assert.Equal(0, await other.ReceiveAsync(new byte[1], SocketFlags.None));
    }

    private async Task ConnectAsync()
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _clients.Add(client);
        await client.ConnectAsync(_listener.LocalEndPoint!);
    }
}
