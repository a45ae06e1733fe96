using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Webhost.Local.Cloudflare.Scripts;
using Webhost.Local.Cloudflare.Uploads;

namespace Webhost.Local.Cloudflare.Api;

/// <summary>What the routes work with.</summary>
internal sealed record ApiContext(
    CloudflareFacadeOptions Options, ScriptStore Store, ScriptCatalog Catalog, ScriptPublisher Publisher, ScriptChanges Changes, NamespaceStore Namespaces, TailSessions Tails)
{
    /// <summary>The script that a route names, or that none has the name.</summary>
    public ApiResult<Script> Find(ScriptKey key)
    {
        if (Catalog.Find(key) is { } script)
            return script;
        return key.Namespace is null ? ApiError.ScriptNotFound : ApiError.NamespacedScriptNotFound;
    }

    /// <summary>Who the caller is, as versions show it.</summary>
    public static string SourceOf(HttpRequest request) =>
        request.Headers.UserAgent.ToString().StartsWith("wrangler", StringComparison.OrdinalIgnoreCase) ? "wrangler" : "api";

    /// <summary>The JSON body, or the API's word for one that isn't.</summary>
    public static async Task<ApiResult<JsonNode>> ReadJsonAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await JsonNode.ParseAsync(request.Body, cancellationToken: cancellationToken) is { } body
                ? body
                : ApiError.BadContent("the body is empty.");
        }
        catch (JsonException exception)
        {
            return ApiError.BadContent(exception.Message);
        }
    }
}
