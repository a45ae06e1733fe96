using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using IServer = Webhost.Bench.Processes.IServer;

namespace Webhost.Bench.Host;

/// <summary>The embedded host with <see cref="PingFunction"/>.</summary>
internal sealed class FunctionsServer : IServer
{
    public string Name => "functions";

    public async Task ServeAsync(Action<string> listening, CancellationToken cancellationToken)
    {
        FunctionsApplicationBuilder builder = FunctionsApplication.CreateBuilder([]);
        builder.ConfigureFunctionsWebApplication();
        builder.UseMiddleware<PassingMiddleware>();
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("urls", (string?)"http://127.0.0.1:0")]);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        using IHost host = builder.Build();
        await host.StartAsync(cancellationToken);
        listening(host.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        await host.WaitForShutdownAsync(cancellationToken);
    }
}
