using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Webhost.Storage;
using Webhost.Testing;

namespace Webhost.Bench.Telemetry;

/// <summary>The product's own stores over an Azurite of this benchmark, which keeps its data in memory.</summary>
internal sealed class StorageUnderTest : IAsyncDisposable
{
    private readonly AzuriteServer _server;
    private readonly ServiceProvider _services;

    private StorageUnderTest(AzuriteServer server, ServiceProvider services)
    {
        _server = server;
        _services = services;
    }

    /// <summary>The stores.</summary>
    public IServiceProvider Services => _services;

    /// <summary>Starts one with empty tables.</summary>
    public static async Task<StorageUnderTest> StartAsync(CancellationToken cancellationToken)
    {
        AzuriteServer server = await AzuriteServer.StartAsync();
        ServiceProvider services = new ServiceCollection()
            .AddSingleton(TimeProvider.System)
            .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
            .AddWebhostStorage(new StorageOptions { ConnectionString = server.ConnectionString }, new KeyVaultOptions { Uri = new Uri("https://127.0.0.1:1") })
            .BuildServiceProvider();
        await services.GetRequiredService<StorageSetup>().CreateAsync(cancellationToken);
        return new(server, services);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _server.DisposeAsync();
    }
}
