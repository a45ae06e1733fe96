using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Webhost.Local.Cloudflare.Http;
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
        _app = FacadeServer.NewBuilder(loggers, kestrel => kestrel.ListenUnixSocket(socket)).Build();
        _forwarder = new ScriptForwarder(_app.Services.GetRequiredService<IHttpForwarder>());
        _app.Run(HandleAsync);
    }

    public Task StartAsync(CancellationToken cancellationToken) => _app.StartAsync(cancellationToken);

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

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
