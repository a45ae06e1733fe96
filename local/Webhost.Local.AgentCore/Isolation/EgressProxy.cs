using System.Net;
using System.Net.NetworkInformation;
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
    private static readonly TimeSpan HeadTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    public static async Task ServeAsync(Stream stream, CancellationToken cancellationToken)
    {
        if (await HeadInTimeAsync(stream, HeadTimeout, cancellationToken) is not { } head)
            return;
        var end = head.IndexOf("\r\n", StringComparison.Ordinal);
        var line = head[..end].Split(' ');
        var isTunnel = line is ["CONNECT", _, _];
        if (line.Length != 3 || !Uri.TryCreate(isTunnel ? $"http://{line[1]}" : line[1], UriKind.Absolute, out var target) || target.Scheme is not "http")
        {
            await AnswerAsync(stream, "400 Bad Request", cancellationToken);
            return;
        }

        using var client = await ConnectAsync(target, cancellationToken);
        if (client is null)
        {
            await AnswerAsync(stream, "502 Bad Gateway", cancellationToken);
            return;
        }

        if (isTunnel)
            await AnswerAsync(stream, "200 Connection Established", cancellationToken);
        else
            await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes($"{line[0]} {target.PathAndQuery} {line[2]}\r\nConnection: close\r\n{WithoutHopByHop(head[(end + 2)..])}"), cancellationToken);
        await Relay.JoinAsync(stream, client.GetStream(), cancellationToken);
    }

    /// <summary>Whether agents may reach an address: it belongs to nobody's own network, and is not this machine's.</summary>
    /// <param name="address">The address.</param>
    /// <param name="own">The addresses of this machine, some of which may be public.</param>
    internal static bool IsForAgents(IPAddress address, IReadOnlyCollection<IPAddress> own)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return (address.AddressFamily == AddressFamily.InterNetworkV6 ? IsPublicV6(address.GetAddressBytes()) : IsPublicV4(address.GetAddressBytes()))
            && !own.Any(mine => mine.GetAddressBytes().AsSpan().SequenceEqual(address.GetAddressBytes()));
    }

    /// <summary>The request up to its body; null when it is too long, breaks off or does not come in time.</summary>
    internal static async Task<string?> HeadInTimeAsync(Stream stream, TimeSpan longest, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(longest);
        try
        {
            return await HeadAsync(stream, timeout.Token);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private static bool IsPublicV4(byte[] bytes) => bytes switch
    {
        [0 or 10 or 127 or >= 224, ..] => false,
        [100, >= 64 and < 128, ..] => false,
        [169, 254, ..] => false,
        [172, >= 16 and < 32, ..] => false,
        [192, 168, ..] => false,
        [192, 0, 0 or 2, _] => false,
        [192, 88, 99, _] => false,
        [198, 18 or 19, ..] => false,
        [198, 51, 100, _] => false,
        [203, 0, 113, _] => false,
        _ => true,
    };

    // Only 2000::/3 is given out to anybody. Parts of it stand for addresses of version 4, whatever those are (Teredo, 6to4), or are for examples.
    private static bool IsPublicV6(byte[] bytes) => bytes switch
    {
        [0x20, 0x01, 0x00, 0x00, ..] => false,
        [0x20, 0x01, 0x0d, 0xb8, ..] => false,
        [0x20, 0x02, ..] => false,
        [0x3f, 0xff, < 0x10, ..] => false,
        [>= 0x20 and < 0x40, ..] => true,
        _ => false,
    };

    private static async Task<TcpClient?> ConnectAsync(Uri target, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(ConnectTimeout);
        TcpClient? client = null;
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(target.DnsSafeHost, timeout.Token);
            var own = OwnAddresses();
            if (addresses.FirstOrDefault(address => IsForAgents(address, own)) is { } address)
            {
                client = new TcpClient(address.AddressFamily) { NoDelay = true };
                await client.ConnectAsync(address, target.Port, timeout.Token);
                return client;
            }
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException or NetworkInformationException)
        {
            // The same answer as for an address that is refused.
        }

        client?.Dispose();
        return null;
    }

    // Asked each time: a machine may get another address while it runs.
    private static List<IPAddress> OwnAddresses() =>
        [.. NetworkInterface.GetAllNetworkInterfaces().SelectMany(network => network.GetIPProperties().UnicastAddresses).Select(unicast => unicast.Address)];

    private static async Task<string?> HeadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (head.Length < LongestHead)
        {
            if (await stream.ReadAsync(one, cancellationToken) == 0)
                return null;
            head.Append((char)one[0]);
            if (one[0] == '\n' && head.Length >= 4 && head.ToString(head.Length - 4, 4) is "\r\n\r\n")
                return head.ToString();
        }

        return null;
    }

    private static string WithoutHopByHop(string headers) => string.Join("\r\n", headers.Split("\r\n")
        .Where(header => !header.StartsWith("Proxy-", StringComparison.OrdinalIgnoreCase) && !header.StartsWith("Connection:", StringComparison.OrdinalIgnoreCase)));

    private static async Task AnswerAsync(Stream stream, string status, CancellationToken cancellationToken) => await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\n\r\n"), cancellationToken);
}
