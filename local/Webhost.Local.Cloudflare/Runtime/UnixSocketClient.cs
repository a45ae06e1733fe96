using System.Net.Sockets;

namespace Webhost.Local.Cloudflare.Runtime;

/// <summary>HTTP over a Unix socket.</summary>
internal static class UnixSocketClient
{
    // workerd closes a connection that was idle for 5 seconds; a request must not meet that moment.
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(3);

    public static HttpMessageInvoker Create(string socketPath) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,
        PooledConnectionIdleTimeout = Idle,
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    });
}
