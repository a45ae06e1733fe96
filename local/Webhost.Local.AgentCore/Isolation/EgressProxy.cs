using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Webhost.Local.AgentCore.Isolation;

/// <summary>
/// The way out of a session's network: a forward proxy for HTTP and, with CONNECT, for all that is encrypted. It connects to public addresses
/// alone; what this machine and its neighbours serve is not for agents.
/// </summary>
internal static class EgressProxy
{
    private const int LongestHead = 16 * 1024;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    public static async Task ServeAsync(Stream stream)
    {
        if (await HeadAsync(stream) is not { } head)
            return;
        var end = head.IndexOf("\r\n", StringComparison.Ordinal);
        var line = head[..end].Split(' ');
        var isTunnel = line is ["CONNECT", _, _];
        if (line.Length != 3 || !Uri.TryCreate(isTunnel ? $"http://{line[1]}" : line[1], UriKind.Absolute, out var target) || target.Scheme is not "http")
        {
            await AnswerAsync(stream, "400 Bad Request");
            return;
        }

        using var client = await ConnectAsync(target);
        if (client is null)
        {
            await AnswerAsync(stream, "502 Bad Gateway");
            return;
        }

        if (isTunnel)
            await AnswerAsync(stream, "200 Connection Established");
        else
            await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes($"{line[0]} {target.PathAndQuery} {line[2]}\r\nConnection: close\r\n{WithoutHopByHop(head[(end + 2)..])}"));
        await Relay.JoinAsync(stream, client.GetStream());
    }

    /// <summary>Whether an address belongs to nobody's own network.</summary>
    internal static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
            return !IPAddress.IsLoopback(address) && !address.IsIPv6LinkLocal && !address.IsIPv6SiteLocal && !address.IsIPv6UniqueLocal && !address.IsIPv6Multicast && !address.Equals(IPAddress.IPv6Any);
        var bytes = address.GetAddressBytes();
        return bytes switch
        {
            [0 or 10 or 127 or >= 224, ..] => false,
            [100, >= 64 and < 128, ..] => false,
            [169, 254, ..] => false,
            [172, >= 16 and < 32, ..] => false,
            [192, 168, ..] => false,
            [192, 0, 0, _] => false,
            [198, 18 or 19, ..] => false,
            _ => true,
        };
    }

    private static async Task<TcpClient?> ConnectAsync(Uri target)
    {
        using var timeout = new CancellationTokenSource(ConnectTimeout);
        var client = new TcpClient { NoDelay = true };
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(target.DnsSafeHost, timeout.Token);
            if (addresses.FirstOrDefault(IsPublic) is { } address)
            {
                client.Dispose();
                client = new TcpClient(address.AddressFamily) { NoDelay = true };
                await client.ConnectAsync(address, target.Port, timeout.Token);
                return client;
            }
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            // The same answer as for an address that is refused.
        }

        client.Dispose();
        return null;
    }

    private static async Task<string?> HeadAsync(Stream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (head.Length < LongestHead)
        {
            if (await stream.ReadAsync(one) == 0)
                return null;
            head.Append((char)one[0]);
            if (one[0] == '\n' && head.Length >= 4 && head.ToString(head.Length - 4, 4) is "\r\n\r\n")
                return head.ToString();
        }

        return null;
    }

    private static string WithoutHopByHop(string headers) => string.Join("\r\n", headers.Split("\r\n")
        .Where(header => !header.StartsWith("Proxy-", StringComparison.OrdinalIgnoreCase) && !header.StartsWith("Connection:", StringComparison.OrdinalIgnoreCase)));

    private static async Task AnswerAsync(Stream stream, string status) => await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\n\r\n"));
}
