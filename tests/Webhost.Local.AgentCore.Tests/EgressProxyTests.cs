using System.Net;
using Webhost.Local.AgentCore.Isolation;

namespace Webhost.Local.AgentCore.Tests;

public sealed class EgressProxyTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("10.1.2.3")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("100.64.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("fe80::1")]
    [InlineData("fd00::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::10.0.0.1")]
    [InlineData("64:ff9b::a00:1")]
    [InlineData("64:ff9b:1::a00:1")]
    [InlineData("2001::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:a00:1::1")]
    [InlineData("192.0.2.2")]
    [InlineData("192.88.99.1")]
    [InlineData("198.51.100.1")]
    [InlineData("203.0.113.1")]
    public void What_belongs_to_this_machine_and_its_neighbours_is_not_for_agents(string address) => Assert.False(EgressProxy.IsForAgents(IPAddress.Parse(address), []));

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("172.32.0.1")]
    [InlineData("100.128.0.1")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("2001:4860:4860::8888")]
    public void What_everybody_reaches_is(string address) => Assert.True(EgressProxy.IsForAgents(IPAddress.Parse(address), []));

    [Theory]
    [InlineData("1.1.1.1", "1.1.1.1")]
    [InlineData("::ffff:1.1.1.1", "1.1.1.1")]
    [InlineData("2606:4700:4700::1111", "2606:4700:4700::1111%3")]
    public void An_address_that_this_machine_has_is_not_whoever_else_reaches_it(string address, string own) => Assert.False(EgressProxy.IsForAgents(IPAddress.Parse(address), [IPAddress.Loopback, IPAddress.Parse(own)]));

    [Fact]
    public async Task A_request_that_does_not_come_is_waited_for_so_long_and_no_longer()
    {
        using var silent = new System.IO.Pipes.AnonymousPipeServerStream(System.IO.Pipes.PipeDirection.Out);
        await using var request = new System.IO.Pipes.AnonymousPipeClientStream(System.IO.Pipes.PipeDirection.In, silent.ClientSafePipeHandle);

        Assert.Null(await EgressProxy.HeadInTimeAsync(request, TimeSpan.FromMilliseconds(20), CancellationToken.None));
    }
}
