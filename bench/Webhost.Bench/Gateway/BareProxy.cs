using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using IServer = Webhost.Bench.Processes.IServer;

namespace Webhost.Bench.Gateway;

/// <summary>A reverse proxy in .NET and nothing else.</summary>
internal sealed class BareProxy : IServer
{
    /// <summary>The variable with the address that it passes requests on to.</summary>
    public const string UpstreamVariable = "BENCH_UPSTREAM";

    public string Name => "bare-proxy";

    public async Task ServeAsync(Action<string> listening, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddHttpForwarder();
        await using WebApplication application = builder.Build();
        application.MapForwarder("/{**path}", Environment.GetEnvironmentVariable(UpstreamVariable)!);
        await application.StartAsync(cancellationToken);
        listening(application.Urls.Single());
        await application.WaitForShutdownAsync(cancellationToken);
    }
}
