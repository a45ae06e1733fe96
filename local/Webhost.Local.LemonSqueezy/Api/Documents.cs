using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Webhost.Local.LemonSqueezy.Api.Resources;
using Webhost.Local.LemonSqueezy.Records;

namespace Webhost.Local.LemonSqueezy.Api;

/// <summary>Answers documents with resources in them.</summary>
internal static class Documents
{
    /// <summary>One resource, with what it shall include.</summary>
    public static Task WriteAsync(HttpContext context, ResourceView view, ResourceKind kind, IRecord record, IReadOnlyList<string>? include = null, int status = StatusCodes.Status200OK)
    {
        var document = new JsonObject
        {
            ["links"] = new JsonObject { ["self"] = ResourceCatalog.Address(view, kind.Type, kind.IdOf(record)) },
            ["data"] = ResourceCatalog.Show(kind, record, view, include),
        };
        if (include is { Count: > 0 })
            document["included"] = Included(view, kind, [record], include);
        return JsonApi.WriteAsync(context, document, status);
    }

    /// <summary>A page of resources.</summary>
    public static async Task WritePageAsync(HttpContext context, ResourceView view, ResourceKind kind, IEnumerable<IRecord> all)
    {
        if (!ListQuery.Read(context.Request, kind).TryGet(out var query, out var refusal))
        {
            await JsonApi.RefuseAsync(context, refusal);
            return;
        }

        var (records, meta, links) = query.Page(kind, all, view);
        var document = new JsonObject
        {
            ["meta"] = meta,
            ["links"] = links,
            ["data"] = new JsonArray([.. records.Select(record => (JsonNode)ResourceCatalog.Show(kind, record, view, query.Include))]),
        };
        if (query.Include.Count > 0)
            document["included"] = Included(view, kind, records, query.Include);
        await JsonApi.WriteAsync(context, document);
    }

    /// <summary>What a change came to: the resource, or why it was refused.</summary>
    public static Task WriteAsync<T>(HttpContext context, ApiContext api, ResourceKind<T> kind, Outcome<T> outcome, int status = StatusCodes.Status200OK)
        where T : class, IRecord =>
        outcome.TryGet(out var record, out var refusal) ? WriteAsync(context, api.View, kind, record, status: status) : JsonApi.RefuseAsync(context, refusal);

    private static JsonArray Included(ResourceView view, ResourceKind kind, IReadOnlyList<IRecord> records, IReadOnlyList<string> include)
    {
        var included = new JsonArray();
        var seen = new HashSet<(string, string)>();
        foreach (var (type, _, related) in records.SelectMany(record => include.Select(path => kind.Related(record, path, view))))
        {
            var relatedKind = ResourceCatalog.Get(type);
            foreach (var item in related.Where(item => seen.Add((type, relatedKind.IdOf(item)))))
                included.Add((JsonNode)ResourceCatalog.Show(relatedKind, item, view));
        }

        return included;
    }
}
