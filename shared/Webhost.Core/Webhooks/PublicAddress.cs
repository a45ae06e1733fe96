using System.Net;
using System.Net.Sockets;

namespace Webhost.Core.Webhooks;

/// <summary>Tells addresses of the public Internet from those that reach into this machine, its network or its cloud.</summary>
public static class PublicAddress
{
    private static readonly IPNetwork Global = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] Special =
    [
        .. Parse("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16"),
        .. Parse("198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),

        // Azure's own services answer machines at this address.
        .. Parse("168.63.129.16/32"),

        // Protocol assignments and tunnels, documentation, and IPv4 inside of IPv6.
        .. Parse("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"),
    ];

    /// <summary>Whether an address lies in the public Internet.</summary>
    public static bool IsPublic(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return (plain.AddressFamily == AddressFamily.InterNetwork || Global.Contains(plain)) && !Array.Exists(Special, network => network.Contains(plain));
    }

    private static IEnumerable<IPNetwork> Parse(params string[] networks) => networks.Select(network => IPNetwork.Parse(network));
}
