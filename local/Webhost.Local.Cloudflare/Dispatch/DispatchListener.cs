using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Webhost.Local.Cloudflare.Runtime;
using Webhost.Local.Cloudflare.Scripts;
using Yarp.ReverseProxy.Forwarder;

namespace Webhost.Local.Cloudflare.Dispatch;

/// <summary>The Unix socket behind the dispatcher's namespace binding: finds the script, starts it when it doesn't run, passes the request on.</summary>
internal sealed class DispatchListener : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ScriptCatalog _catalog;
    private readonly string _dispatchNamespace;
    private readonly ScriptForwarder _forwarder;

    public DispatchListener(string socket, string dispatchNamespace, ScriptCatalog catalog, ILoggerFactory loggers)
    {
        (_catalog, _dispatchNamespace) = (catalog, dispatchNamespace);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, socket));
        builder.Services.AddSingleton(loggers);
        builder.Services.AddHttpForwarder();
        _app = builder.Build();
        _forwarder = new ScriptForwarder(_app.Services.GetRequiredService<IHttpForwarder>());
        _app.Run(HandleAsync);
    }

    public Task StartAsync(CancellationToken cancellationToken) => _app.StartAsync(cancellationToken);

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    /// <summary>Limits and time-outs are Cloudflare's or the gateway's to set: here a request takes as long and is as large as it is.</summary>
    internal static void Unlimit(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.MaxRequestHeadersTotalSize = 128 * 1024;
        kestrel.Limits.MaxRequestLineSize = 32 * 1024;
    }

    private static void Configure(KestrelServerOptions kestrel, string socket)
    {
        Unlimit(kestrel);
        kestrel.ListenUnixSocket(socket);
    }

    private async Task HandleAsync(HttpContext context)
    {
        var name = Uri.UnescapeDataString(context.Request.Headers[DispatchHeaders.Script].ToString());
        var script = _catalog.Find(new ScriptKey(_dispatchNamespace, name));
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var fault = script is null ? Fault.NotFound : await _forwarder.ForwardAsync(context, script.Runtime, target, instance => instance.Http);
        if (fault is null)
            return;
        context.Response.Clear();
        context.Response.StatusCode = fault.Status;
        context.Response.Headers[DispatchHeaders.Fault] = Uri.EscapeDataString(fault.Message);
    }
}
