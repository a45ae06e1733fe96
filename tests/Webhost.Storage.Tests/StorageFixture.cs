using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Webhost.Storage.Tests;

/// <summary>All stores over one Azurite; tests keep apart by their own users and agents.</summary>
public sealed class StorageFixture : IAsyncLifetime
{
    private readonly AzuriteFixture azurite = new();
    private ServiceProvider? services;

    public string ConnectionString => azurite.ConnectionString;

    public async Task InitializeAsync()
    {
        await azurite.InitializeAsync();
        services = NewServices(TimeProvider.System);
        await Get<StorageSetup>().CreateAsync(CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        if (services is not null)
        {
            await services.DisposeAsync();
        }

        await azurite.DisposeAsync();
    }

    /// <summary>The stores of another process, which has a clock of its own, and may have its own way to the tables.</summary>
    public ServiceProvider NewServices(TimeProvider time, KeyVaultOptions? vault = null, HttpMessageHandler? tables = null)
    {
        var parts = new ServiceCollection()
            .AddSingleton(time)
            .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
            .AddWebhostStorage(new StorageOptions { ConnectionString = azurite.ConnectionString }, vault ?? new KeyVaultOptions { Uri = new Uri("https://127.0.0.1:1") });
        if (tables is not null)
        {
            parts.AddSingleton(new TableServiceClient(azurite.ConnectionString, new TableClientOptions { Transport = new HttpClientTransport(new HttpClient(tables)), Retry = { Delay = TimeSpan.Zero } }));
        }

        return parts.BuildServiceProvider();
    }

    public T Get<T>()
        where T : notnull => services!.GetRequiredService<T>();
}
