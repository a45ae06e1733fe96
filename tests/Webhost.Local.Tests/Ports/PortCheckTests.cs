using System.Net;
using System.Net.Sockets;
using Webhost.Local.Ports;
using Webhost.Testing;

namespace Webhost.Local.Tests.Ports;

public sealed class PortCheckTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    public void A_port_in_use_is_named_with_its_owner_and_the_setting_that_moves_it(string address)
    {
        using var listener = new TcpListener(IPAddress.Parse(address), 0);
        if (listener.Server.AddressFamily == AddressFamily.InterNetworkV6)
            listener.Server.DualMode = true;
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        var failure = Assert.Throws<StartException>(() => PortCheck.ThrowIfTaken([new PortClaim("identity", port, "Local__Ports__Identity")]));

        Assert.Contains($"Port {port} (identity) is in use by process {Environment.ProcessId}: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains("set Local__Ports__Identity", failure.Message, StringComparison.Ordinal);
        Assert.Contains("dotnet", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_conflicts_are_named_at_once()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var taken = ((IPEndPoint)listener.LocalEndpoint).Port;
        var free = FreePorts.Next();

        var failure = Assert.Throws<StartException>(() => PortCheck.ThrowIfTaken(
            [new PortClaim("a", taken, "Local__Ports__A"), new PortClaim("b", free, "Local__Ports__B"), new PortClaim("c", free, "Local__Ports__C")]));

        Assert.Contains($"Port {taken} (a)", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"Port {free} is set for b (Local__Ports__B) and c (Local__Ports__C).", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Free_ports_pass()
    {
        PortCheck.ThrowIfTaken([new PortClaim("a", FreePorts.Next(), "Local__Ports__A"), new PortClaim("b", FreePorts.Next(), "Local__Ports__B")]);
    }
}
