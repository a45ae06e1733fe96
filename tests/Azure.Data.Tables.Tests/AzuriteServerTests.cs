using System.Net.NetworkInformation;

namespace Azure.Data.Tables.Tests;

/// <summary>The shared fixture does what other test projects rely on.</summary>
public sealed class AzuriteServerTests
{
    [Fact]
    public async Task A_stopped_server_goes_on_with_its_data_on_the_same_ports()
    {
        var directory = Directory.CreateTempSubdirectory("azurite-");
        try
        {
            var ports = FreePorts.Take(3);
            await using (var first = await AzuriteServer.StartAsync(directory.FullName, (ports[0], ports[1], ports[2])))
            {
                var table = new TableClient(first.ConnectionString, "things");
                await table.CreateAsync();
                await table.AddEntityAsync(new TableEntity("p", "r") { ["a"] = 1 });
                await first.StopAsync();
            }

            await using var second = await AzuriteServer.StartAsync(directory.FullName, (ports[0], ports[1], ports[2]));
            Assert.Equal(ports[2], second.TableEndpoint.Port);
            Assert.Equal(1, new TableClient(second.ConnectionString, "things").GetEntity<TableEntity>("p", "r").Value.GetInt32("a"));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_disposed_server_listens_no_more()
    {
        var server = await AzuriteServer.StartAsync();
        var port = server.TableEndpoint.Port;

        await server.DisposeAsync();

        Assert.DoesNotContain(IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners(), listener => listener.Port == port);
    }
}
