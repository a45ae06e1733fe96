using System.Net;
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

/// <summary>
/// The dispatcher's TCP port. A request goes to the dispatcher Worker that runs in the process of the script that its path begins with, as Cloudflare runs both on one machine;
/// what begins with no script goes to the one that runs by itself.
/// </summary>
internal sealed class DispatchDoor : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Dispatcher _dispatcher;
    private readonly ScriptCatalog _catalog;
    private readonly string _dispatchNamespace;
    private readonly IHttpForwarder _http;
    private readonly ScriptForwarder _scripts;

    public DispatchDoor(CloudflareFacadeOptions options, Dispatcher dispatcher, ScriptCatalog catalog, ILoggerFactory loggers)
    {
        (_dispatcher, _catalog, _dispatchNamespace) = (dispatcher, catalog, options.DispatchNamespace);
        _app = FacadeServer.NewBuilder(loggers, kestrel => kestrel.Listen(IPAddress.Loopback, options.DispatcherPort)).Build();
        _http = _app.Services.GetRequiredService<IHttpForwarder>();
        _scripts = new ScriptForwarder(_http);
        _app.Run(HandleAsync);
    }

    /// <summary>The port that it listens on, once started.</summary>
    public int Port => FacadeServer.PortOf(_app);

    public Task StartAsync(CancellationToken cancellationToken) => _app.StartAsync(cancellationToken);

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        // The binding believes it: only the facade may say so.
        context.Request.Headers.Remove(DispatchHeaders.Fault);
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var name = FirstSegment(target);
        if (_catalog.Find(new ScriptKey(_dispatchNamespace, name)) is not { } script)
        {
            await _http.SendAsync(context, "http://dispatcher/", _dispatcher.Http, ScriptForwarder.Config, new ScriptTransformer(target, mark: null), context.RequestAborted);
        }
        else if (await _scripts.ForwardAsync(context, script.Runtime, target, instance => instance.Dispatch) is { } fault)
        {
            await TellAsync(context, name, fault);
        }
    }

    private static string FirstSegment(string target)
    {
        var end = target.AsSpan(1).IndexOfAny('/', '?');
        return end < 0 ? target[1..] : target.Substring(1, end);
    }

    /// <summary>Lets the dispatcher say that there is no answer, in its own words. What was asked is not asked again: it may have run.</summary>
    private async Task TellAsync(HttpContext context, string name, Fault fault)
    {
        context.Response.Clear();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://dispatcher/{name}/");
        foreach (var (header, values) in context.Request.Headers)
            request.Headers.TryAddWithoutValidation(header, values.ToArray());
        request.Headers.Add(DispatchHeaders.Fault, Uri.EscapeDataString(fault.Message));
        try
        {
            using var answer = await _dispatcher.Http.SendAsync(request, context.RequestAborted);
            context.Response.StatusCode = (int)answer.StatusCode;
            foreach (var (header, values) in answer.Headers.Concat(answer.Content.Headers))
            {
                if (!string.Equals(header, "Transfer-Encoding", StringComparison.OrdinalIgnoreCase))
                    context.Response.Headers[header] = values.ToArray();
            }
            await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
        catch (HttpRequestException) when (!context.Response.HasStarted)
        {
            // The dispatcher is just being started again.
            context.Response.StatusCode = fault.Status;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody hears the answer.
        }
    }
}
