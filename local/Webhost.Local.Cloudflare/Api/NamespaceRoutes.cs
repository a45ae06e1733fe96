using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Webhost.Local.Cloudflare.Scripts;
using Webhost.Local.Cloudflare.Uploads;

namespace Webhost.Local.Cloudflare.Api;

/// <summary>Dispatch namespaces and the scripts in them.</summary>
internal static class NamespaceRoutes
{
    /// <param name="account">The routes below <c>accounts/{account}</c>.</param>
    /// <param name="api">What the routes work with.</param>
    public static void MapNamespaces(this RouteGroupBuilder account, ApiContext api)
    {
        var all = account.MapGroup("/workers/dispatch/namespaces");
        all.MapGet("", () => Envelope.Of(api.Namespaces.All.Select(item => View(api, item))));
        all.MapPost("", async Task<Envelope> (HttpContext http) =>
        {
            if (!(await ApiContext.ReadJsonAsync(http.Request, http.RequestAborted)).TryGet(out var body, out var error))
                return Envelope.Of(error);
            var name = (body as JsonObject)?["name"]?.ToString() ?? "";
            if (!ScriptName.IsValid(name))
                return Envelope.Of(ApiError.BadName(name));
            return api.Namespaces.TryAdd(name, out var added) ? Envelope.Of(View(api, added)) : Envelope.Of(ApiError.NamespaceExists);
        });

        var one = all.MapGroup("/{dispatchNamespace}");
        one.AddEndpointFilter(async (context, next) =>
            api.Namespaces.Find(NameOf(context.HttpContext)) is null ? Envelope.Of(ApiError.NamespaceNotFound) : await next(context));
        one.MapGet("", (HttpContext http) => Envelope.Of(View(api, api.Namespaces.Find(NameOf(http))!)));
        one.MapDelete("", async Task<Envelope> (HttpContext http) =>
        {
            foreach (var script in api.Catalog.In(NameOf(http)))
            {
                if ((await api.Changes.DeleteAsync(script.Record.Key)).Error is { } error)
                    return Envelope.Of(error);
            }
            api.Namespaces.Remove(NameOf(http));
            return Envelope.Of((JsonNode?)null);
        });
        one.MapGet("/scripts", (HttpContext http, string? tags) =>
            Envelope.Of(Tagged(api, NameOf(http), tags).Select(script => ScriptView.Script(script.Record))));
        one.MapDelete("/scripts", async Task<Envelope> (HttpContext http, string? tags) =>
        {
            if (string.IsNullOrEmpty(tags))
                return Envelope.Of(ApiError.Invalid("Name the tags of the Workers to delete"));
            var deleted = 0;
            foreach (var script in Tagged(api, NameOf(http), tags).ToList())
                deleted += (await api.Changes.DeleteAsync(script.Record.Key)).Error is null ? 1 : 0;
            return Envelope.Of(new JsonObject { ["deleted"] = deleted });
        });

        var named = one.MapGroup("/scripts/{name}");
        named.MapScript(api);
        named.MapGet("", (HttpContext http) => Envelope.Of(api.Find(ScriptRoutes.KeyOf(http)), script => ScriptView.Namespaced(script.Record)));
    }

    private static string NameOf(HttpContext http) => http.GetRouteValue("dispatchNamespace") as string ?? "";

    private static JsonObject View(ApiContext api, DispatchNamespace item) => ScriptView.Namespace(item, api.Catalog.In(item.Name).Count());

    /// <summary>The filter is a list such as <c>customer-1:yes,beta:no</c>; without one every script counts.</summary>
    private static IEnumerable<Script> Tagged(ApiContext api, string dispatchNamespace, string? filter)
    {
        var wanted = (filter ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(item =>
        {
            var colon = item.LastIndexOf(':');
            return colon < 0 ? (Tag: item, Has: true) : (Tag: item[..colon], Has: item[(colon + 1)..] != "no");
        }).ToList();
        return api.Catalog.In(dispatchNamespace).Where(script => wanted.TrueForAll(item => script.Record.Settings.Tags.Contains(item.Tag) == item.Has));
    }
}
