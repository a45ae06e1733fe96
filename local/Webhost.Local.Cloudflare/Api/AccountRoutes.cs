using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Webhost.Local.Cloudflare.Scripts;

namespace Webhost.Local.Cloudflare.Api;

/// <summary>Who the caller is, and the views of scripts that tools ask for besides the scripts themselves.</summary>
internal static class AccountRoutes
{
    private const string AccountName = "Local account";
    private const string Subdomain = "local";

    /// <param name="v4">The routes below <c>/client/v4</c>.</param>
    /// <param name="api">What the routes work with.</param>
    public static void MapCaller(this RouteGroupBuilder v4, ApiContext api)
    {
        var accountId = api.Options.AccountId;
        v4.MapGet("/user", () => Envelope.Of(new JsonObject { ["id"] = accountId, ["email"] = "local@webhost.invalid" }));
        v4.MapGet("/user/tokens/verify", () => Envelope.Of(Token(accountId)));
        v4.MapGet("/accounts", () => Envelope.Of([Account(accountId)]));
        v4.MapGet("/memberships", () => Envelope.Of([new JsonObject
        {
            ["id"] = accountId,
            ["status"] = "accepted",
            ["account"] = Account(accountId),
            ["roles"] = new JsonArray("Super Administrator - All Privileges"),
        }]));
    }

    /// <param name="account">The routes below <c>accounts/{account}</c>.</param>
    /// <param name="api">What the routes work with.</param>
    public static void MapAccount(this RouteGroupBuilder account, ApiContext api)
    {
        var accountId = api.Options.AccountId;
        account.MapGet("", () => Envelope.Of(Account(accountId)));
        account.MapGet("/tokens/verify", () => Envelope.Of(Token(accountId)));
        account.MapGet("/workers/subdomain", () => Envelope.Of(new JsonObject { ["subdomain"] = Subdomain }));
        account.MapGet("/workers/account-settings", () => Envelope.Of(new JsonObject { ["default_usage_model"] = "standard", ["green_compute"] = false }));
        account.MapGet("/workers/domains/records", () => Envelope.Of(Array.Empty<JsonNode>()));
        account.MapGet("/workers/tails/by-consumer/{name}", () => Envelope.Of(Array.Empty<JsonNode>()));
        account.MapGet("/storage/kv/namespaces", () => Envelope.Of(Array.Empty<JsonNode>()));
        MapServices(account, api);
        MapDurableObjects(account, api);
    }

    private static void MapServices(RouteGroupBuilder account, ApiContext api)
    {
        account.MapGet("/workers/services/{name}", (string name) => Service(api, name, ScriptView.Service));
        account.MapDelete("/workers/services/{name}", async Task<Envelope> (string name) => Envelope.Of(await api.Changes.DeleteAsync(new ScriptKey(null, name)), _ => null));
        account.MapGet("/workers/services/{name}/environments/{environment}", (string name) => Service(api, name, ScriptView.Environment));
        account.MapGet("/workers/services/{name}/environments/{environment}/bindings",
            (string name) => Service(api, name, record => ScriptView.Bindings(record.Deployed)));
        account.MapGet("/workers/services/{name}/environments/{environment}/routes", () => Envelope.Of(Array.Empty<JsonNode>()));
        account.MapGet("/workers/services/{name}/environments/{environment}/subdomain",
            (string name) => Service(api, name, record => ScriptView.Subdomain(record.Settings)));
        account.MapGet("/workers/scripts/{name}/references", () => Envelope.Of(new JsonObject
        {
            ["services"] = new JsonObject { ["incoming"] = new JsonArray(), ["outgoing"] = new JsonArray(), ["pages_function"] = false },
            ["durable_objects"] = new JsonArray(),
            ["dispatch_outbounds"] = new JsonArray(),
        }));
        account.MapGet("/workers/workers", () => Envelope.Of(api.Catalog.In(null).Select(script => ScriptView.Worker(script.Record))));
        account.MapGet("/workers/workers/{name}", (string name) => Worker(api, name) is { } script
            ? Envelope.Of(ScriptView.Worker(script.Record))
            : Envelope.Of(ApiError.ScriptNotFound));
        account.MapGet("/workers/workers/{name}/versions/latest", (string name) => Worker(api, name) is { } script
            ? Envelope.Of(ScriptView.Version(script.Record, script.Record.Latest))
            : Envelope.Of(ApiError.ScriptNotFound));
    }

    private static void MapDurableObjects(RouteGroupBuilder account, ApiContext api)
    {
        account.MapGet("/workers/durable_objects/namespaces", () => Envelope.Of(api.Catalog.All
            .SelectMany(script => script.Record.Classes.Select(durable => DurableNamespace(script.Record, durable)))));
        account.MapGet("/workers/durable_objects/namespaces/{id}/objects", (string id) =>
        {
            foreach (var record in api.Catalog.All.Select(script => script.Record))
            {
                if (record.Classes.FirstOrDefault(durable => NamespaceId(durable) == id) is { } found)
                    return Envelope.Of(api.Store.ObjectsOf(record.Id, found.UniqueKey).Select(item => new JsonObject { ["id"] = item, ["hasStoredData"] = true }));
            }
            return Envelope.Of(ApiError.BindingNotFound(id));
        });
    }

    private static Envelope Service(ApiContext api, string name, Func<ScriptRecord, JsonNode> view) =>
        api.Catalog.Find(new ScriptKey(null, name)) is { } script ? Envelope.Of(view(script.Record)) : Envelope.Of(ApiError.ServiceNotFound);

    /// <summary>The newer endpoints take a name or an id.</summary>
    private static Script? Worker(ApiContext api, string nameOrId) =>
        api.Catalog.Find(new ScriptKey(null, nameOrId)) ?? api.Catalog.In(null).FirstOrDefault(script => script.Record.Id == nameOrId);

    private static JsonObject DurableNamespace(ScriptRecord record, DurableClass durable) => new()
    {
        ["id"] = NamespaceId(durable),
        ["name"] = $"{record.Name}_{durable.ClassName}",
        ["script"] = record.Name,
        ["class"] = durable.ClassName,
        ["dispatch_namespace"] = record.Namespace,
        ["use_sqlite"] = durable.Sqlite,
    };

    /// <summary>Not the unique key itself: with it, ids of objects could be forged.</summary>
    private static string NamespaceId(DurableClass durable) => Convert.ToHexStringLower(
        System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes("namespace:" + durable.UniqueKey)))[..32];

    private static JsonObject Account(string id) => new() { ["id"] = id, ["name"] = AccountName, ["type"] = "standard" };

    private static JsonObject Token(string id) => new() { ["id"] = id, ["status"] = "active" };
}
