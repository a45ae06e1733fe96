using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Webhost.Local.Cloudflare.Http;

/// <summary>What the facade's listeners have in common: a bare Kestrel that forwards.</summary>
internal static class FacadeServer
{
    /// <param name="loggers">Where it logs.</param>
    /// <param name="listen">Says where it listens.</param>
    public static WebApplicationBuilder NewBuilder(ILoggerFactory loggers, Action<KestrelServerOptions> listen)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            Unlimit(kestrel);
            listen(kestrel);
        });
        builder.Services.AddSingleton(loggers);
        builder.Services.AddHttpForwarder();
        return builder;
    }

    /// <summary>The TCP port that a started server listens on.</summary>
    public static int PortOf(WebApplication app) =>
        new Uri(app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First()).Port;

    /// <summary>Limits and time-outs are Cloudflare's or the gateway's to set: here a request takes as long and is as large as it is.</summary>
    private static void Unlimit(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.MaxRequestHeadersTotalSize = 128 * 1024;
        kestrel.Limits.MaxRequestLineSize = 32 * 1024;
    }
}
