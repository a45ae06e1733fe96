using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Webhost.Local.Cloudflare.Dispatch;
using Webhost.Local.Cloudflare.Http;
using Webhost.Local.Cloudflare.Runtime;
using Webhost.Local.Cloudflare.Scripts;
using Yarp.ReverseProxy.Forwarder;

namespace Webhost.Local.Cloudflare.Api;

/// <summary>
/// The API's TCP port: <c>/client/v4</c> with the token; <c>/__scripts/{name}/…</c>, where an account-level script answers, in place of its
/// workers.dev address; <c>/__tails/{id}</c>, the WebSockets of live tails.
/// </summary>
internal sealed class ApiListener : IAsyncDisposable
{
    private const string Root = "/client/v4";
    private const string ScriptsRoot = "/__scripts/";
    private readonly WebApplication _app;
    private readonly ApiContext _api;
    private readonly ScriptForwarder _forwarder;

    public ApiListener(ApiContext api, TimeProvider time, ILoggerFactory loggers)
    {
        _api = api;
        var builder = FacadeServer.NewBuilder(loggers, kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, api.Options.ApiPort));
        builder.Services.AddRoutingCore();
        _app = builder.Build();
        _forwarder = new ScriptForwarder(_app.Services.GetRequiredService<IHttpForwarder>());

        var gatekeeper = new Gatekeeper(api.Options.ApiToken, new CallLimiter(api.Options.ApiCallsPerFiveMinutes, time), loggers.CreateLogger<Gatekeeper>());
        // Ignoring case, as the routes do: a path in capitals must not pass by the gatekeeper.
        _app.UseWhen(context => context.Request.Path.StartsWithSegments(Root, StringComparison.OrdinalIgnoreCase), branch => branch.Use(gatekeeper.InvokeAsync));
        _app.UseRouting();
        Map();
    }

    /// <summary>The port that it listens on, once started.</summary>
    public int Port => FacadeServer.PortOf(_app);

    public Task StartAsync(CancellationToken cancellationToken) => _app.StartAsync(cancellationToken);

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private void Map()
    {
        var v4 = _app.MapGroup(Root);
        v4.MapCaller(_api);
        var account = v4.MapGroup("/accounts/{account}");
        account.AddEndpointFilter(async (context, next) =>
            string.Equals(context.HttpContext.GetRouteValue("account") as string, _api.Options.AccountId, StringComparison.OrdinalIgnoreCase)
                ? await next(context)
                : Envelope.Of(ApiError.OtherAccount));
        account.MapAccount(_api);
        account.MapAccountScripts(_api);
        account.MapNamespaces(_api);
        v4.MapFallback("{**path}", (HttpContext http) => Envelope.Of(ApiError.NoRoute(http.Request.Path)));

        _app.Map("/__tails/{id:guid}", (HttpContext http, Guid id) => _api.Tails.ListenAsync(http, id));
        _app.Map(ScriptsRoot + "{name}/{**rest}", (RequestDelegate)ServeScriptAsync);
    }

    /// <summary>An account-level script at its path. Faults look as Cloudflare's error pages do, in one line.</summary>
    private async Task ServeScriptAsync(HttpContext context)
    {
        var script = _api.Catalog.Find(new ScriptKey(null, context.GetRouteValue("name") as string ?? ""));
        var fault = script is null ? Fault.NotFound : await _forwarder.ForwardAsync(context, script.Runtime, TargetOf(context), instance => instance.Http);
        if (fault is null)
            return;
        context.Response.Clear();
        context.Response.StatusCode = fault.Status;
        context.Response.ContentType = "text/plain; charset=UTF-8";
        await context.Response.WriteAsync($"error code: {fault.Code}\n{fault.Message}\n", context.RequestAborted);
    }

    /// <summary>What follows the script's name, as it came.</summary>
    private static string TargetOf(HttpContext context)
    {
        var raw = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var end = raw.AsSpan(ScriptsRoot.Length).IndexOfAny('/', '?');
        if (end < 0)
            return "/";
        var rest = raw[(ScriptsRoot.Length + end)..];
        return rest[0] == '/' ? rest : "/" + rest;
    }
}
