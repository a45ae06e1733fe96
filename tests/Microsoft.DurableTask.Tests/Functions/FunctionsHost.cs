using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.Embedded;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Microsoft.DurableTask.Tests.Functions;

/// <summary>An application of Azure Functions in this process.</summary>
internal sealed class FunctionsHost : IAsyncDisposable
{
    private readonly IHost _host;

    private FunctionsHost(IHost host)
    {
        _host = host;
        Http = new() { BaseAddress = new(host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()) };
    }

    public HttpClient Http { get; }

    public IServiceProvider Services => _host.Services;

    /// <summary>Builds an application of some classes.</summary>
    public static IHost Build(string? connectionString, string hub, Action<FunctionsApplicationBuilder>? configure, params Type[] types)
    {
        ApplicationAssemblies.Root = typeof(FunctionsHost).Assembly;
        var builder = FunctionsApplication.CreateBuilder([]);
        builder.ConfigureFunctionsWebApplication();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["urls"] = "http://127.0.0.1:0",
            ["AzureWebJobsStorage"] = connectionString,
            ["AzureFunctionsJobHost:extensions:durableTask:hubName"] = hub,
        });
        builder.Services.AddSingleton(new FunctionTypes(types));
        configure?.Invoke(builder);
        return builder.Build();
    }

    public static async Task<FunctionsHost> StartAsync(
        AzuriteFixture azurite, string? hub = null, Action<FunctionsApplicationBuilder>? configure = null, params Type[] types)
    {
        var host = Build(azurite.ConnectionString, hub ?? AzuriteFixture.UniqueName("hub"), configure, types);
        await host.StartAsync();
        return new(host);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _host.StopAsync();
        _host.Dispose();
    }
}
