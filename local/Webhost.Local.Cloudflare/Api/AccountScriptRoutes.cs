using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Webhost.Local.Cloudflare.Uploads;

namespace Webhost.Local.Cloudflare.Api;

/// <summary>What only the account's own scripts have: versions, deployments, tails, schedules and the workers.dev switch.</summary>
internal static class AccountScriptRoutes
{
    /// <param name="account">The routes below <c>accounts/{account}</c>.</param>
    /// <param name="api">What the routes work with.</param>
    public static void MapAccountScripts(this RouteGroupBuilder account, ApiContext api)
    {
        account.MapGet("/workers/scripts", () => Envelope.Of(api.Catalog.In(null).Select(script => ScriptView.Script(script.Record))));
        var script = account.MapGroup("/workers/scripts/{name}");
        script.MapScript(api);
        script.MapGet("", async Task<IResult> (HttpContext http) => await ScriptRoutes.ContentAsync(http, api));
        script.MapGet("/content/v2", async Task<IResult> (HttpContext http) => await ScriptRoutes.ContentAsync(http, api));
        MapVersions(script, api);
        MapDeployments(script, api);
        MapTails(script, api);
        MapTriggers(script, api);
    }

    private static void MapVersions(RouteGroupBuilder script, ApiContext api)
    {
        script.MapPost("/versions", async Task<Envelope> (HttpContext http) => await ScriptRoutes.UploadAsync(http, api, PublishMode.VersionOnly,
            (published, _) => ScriptView.Version(published.Record, published.Version)));
        script.MapGet("/versions", (HttpContext http) => Envelope.Of(api.Find(ScriptRoutes.KeyOf(http)), found => new JsonObject
        {
            ["items"] = new JsonArray([.. found.Record.Versions.Reverse().Select(version => ScriptView.Version(found.Record, version))]),
        }));
        script.MapGet("/versions/{version}", (HttpContext http, string version) =>
        {
            if (!api.Find(ScriptRoutes.KeyOf(http)).TryGet(out var found, out var error))
                return Envelope.Of(error);
            var match = version == "latest" ? found.Record.Latest : Guid.TryParse(version, out var id) ? found.Record.Version(id) : null;
            return match is null ? Envelope.Of(ApiError.VersionNotFound) : Envelope.Of(ScriptView.Version(found.Record, match));
        });
    }

    private static void MapDeployments(RouteGroupBuilder script, ApiContext api)
    {
        script.MapGet("/deployments", (HttpContext http) => Envelope.Of(api.Find(ScriptRoutes.KeyOf(http)), found => new JsonObject
        {
            ["deployments"] = new JsonArray([.. found.Record.Deployments.Reverse().Select(ScriptView.Deployment)]),
        }));
        script.MapGet("/deployments/{deployment:guid}", (HttpContext http, Guid deployment) =>
            api.Find(ScriptRoutes.KeyOf(http)).TryGet(out var found, out var error)
                ? found.Record.Deployments.FirstOrDefault(item => item.Id == deployment) is { } match
                    ? Envelope.Of(ScriptView.Deployment(match))
                    : Envelope.Of(ApiError.VersionNotFound)
                : Envelope.Of(error));
        script.MapPost("/deployments", async Task<Envelope> (HttpContext http) =>
        {
            if (!(await ApiContext.ReadJsonAsync(http.Request, http.RequestAborted)).TryGet(out var body, out var error))
                return Envelope.Of(error);
            if (body is not JsonObject request || request["versions"] is not JsonArray { Count: > 0 } versions)
                return Envelope.Of(ApiError.BadContent("a deployment names its versions."));
            if (versions.Count > 1)
                return Envelope.Of(ApiError.VersionNotDeployable("The local Cloudflare runs one version at 100%: gradual deployments are not supported."));
            if (!Guid.TryParse(versions[0]?["version_id"]?.ToString(), out var id))
                return Envelope.Of(ApiError.VersionNotFound);
            var strategy = request["code_update_strategy"]?.Deserialize(UploadJson.Default.CodeUpdateStrategy);
            var outcome = await api.Changes.DeployAsync(
                ScriptRoutes.KeyOf(http), id, request["annotations"]?.DeepClone(), strategy, ApiContext.SourceOf(http.Request), http.RequestAborted);
            return Envelope.Of(outcome, ScriptView.Deployment);
        });
    }

    private static void MapTails(RouteGroupBuilder script, ApiContext api)
    {
        script.MapPost("/tails", (HttpContext http) => Envelope.Of(api.Find(ScriptRoutes.KeyOf(http)), found =>
        {
            var (id, expires) = api.Tails.Create(found.Record.Key);
            return Tail(http, id, expires);
        }));
        script.MapGet("/tails", (HttpContext http) =>
            Envelope.Of(api.Tails.Of(ScriptRoutes.KeyOf(http)).Select(tail => Tail(http, tail.Id, tail.ExpiresAt))));
        script.MapDelete("/tails/{tail:guid}", (Guid tail) => api.Tails.Remove(tail) ? Envelope.Of((JsonNode?)null) : Envelope.Of(ApiError.BindingNotFound(tail.ToString())));
    }

    private static void MapTriggers(RouteGroupBuilder script, ApiContext api)
    {
        script.MapGet("/subdomain", (HttpContext http) => Envelope.Of(api.Find(ScriptRoutes.KeyOf(http)), found => ScriptView.Subdomain(found.Record.Settings)));
        script.MapPost("/subdomain", async Task<Envelope> (HttpContext http) =>
        {
            if (!(await ApiContext.ReadJsonAsync(http.Request, http.RequestAborted)).TryGet(out var body, out var error))
                return Envelope.Of(error);
            var outcome = await api.Changes.UpdateSettingsAsync(ScriptRoutes.KeyOf(http), settings => settings with
            {
                SubdomainEnabled = Flag(body, "enabled") ?? settings.SubdomainEnabled,
                PreviewsEnabled = Flag(body, "previews_enabled") ?? settings.PreviewsEnabled,
            }, http.RequestAborted);
            return Envelope.Of(outcome, record => ScriptView.Subdomain(record.Settings));
        });
        script.MapDelete("/subdomain", async Task<Envelope> (HttpContext http) => Envelope.Of(
            await api.Changes.UpdateSettingsAsync(
                ScriptRoutes.KeyOf(http), settings => settings with { SubdomainEnabled = false, PreviewsEnabled = false }, http.RequestAborted),
            record => ScriptView.Subdomain(record.Settings)));
        script.MapGet("/schedules", (HttpContext http) => Envelope.Of(api.Find(ScriptRoutes.KeyOf(http)), _ => NoSchedules()));
        script.MapPut("/schedules", async Task<Envelope> (HttpContext http) =>
        {
            if (!(await ApiContext.ReadJsonAsync(http.Request, http.RequestAborted)).TryGet(out var body, out var error))
                return Envelope.Of(error);
            if (body is JsonArray { Count: > 0 })
                return Envelope.Of(ApiError.Invalid("Cron triggers are not supported by the local Cloudflare"));
            return Envelope.Of(api.Find(ScriptRoutes.KeyOf(http)), _ => NoSchedules());
        });
    }

    private static JsonObject NoSchedules() => new() { ["schedules"] = new JsonArray() };

    private static bool? Flag(JsonNode body, string member) =>
        body is JsonObject members && members[member] is JsonValue value && value.TryGetValue<bool>(out var flag) ? flag : null;

    private static JsonObject Tail(HttpContext http, Guid id, DateTimeOffset expires) => new()
    {
        ["id"] = id.ToString("N"),
        ["url"] = $"ws://{http.Request.Host}/__tails/{id:N}",
        ["expires_at"] = ScriptView.Time(expires),
    };
}
