using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Webhost.Bench.Processes;
using IServer = Webhost.Bench.Processes.IServer;

namespace Webhost.Bench.Host;

/// <summary>The baseline: one endpoint and nothing else.</summary>
internal sealed class MinimalApiServer : IServer
{
    public string Name => "minimal";

    public async Task ServeAsync(Action<string> listening, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using WebApplication application = builder.Build();
        application.MapGet(HostBenchmark.Path, static () => Results.Text("pong"));
        await application.StartAsync(cancellationToken);
        listening(application.Urls.Single());
        await application.WaitForShutdownAsync(cancellationToken);
    }
}
