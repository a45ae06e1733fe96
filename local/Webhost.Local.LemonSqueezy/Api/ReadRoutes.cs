using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Webhost.Local.LemonSqueezy.Api.Resources;
using Webhost.Local.LemonSqueezy.Records;

namespace Webhost.Local.LemonSqueezy.Api;

/// <summary>Reading: every type has a list, single resources, and their relationships.</summary>
internal static class ReadRoutes
{
    public static void Map(IEndpointRouteBuilder routes, ApiContext api)
    {
        routes.MapGet("/v1/users/me", context => JsonApi.WriteAsync(context, User(api)));

        routes.MapGet("/v1/{type}", context =>
            KindOf(context) is { } kind ? Documents.WritePageAsync(context, api.View, kind, kind.All(api.View)) : JsonApi.RefuseAsync(context, Refusal.NotFound));

        routes.MapGet("/v1/{type}/{id}", context =>
        {
            if (Find(context, api.View) is not { } found)
                return JsonApi.RefuseAsync(context, Refusal.NotFound);
            return ListQuery.Read(context.Request, found.Kind).TryGet(out var query, out var refusal)
                ? Documents.WriteAsync(context, api.View, found.Kind, found.Record, query.Include)
                : JsonApi.RefuseAsync(context, refusal);
        });

        routes.MapGet("/v1/{type}/{id}/{relation}", context => RelatedAsync(context, api.View));

        routes.MapGet("/v1/{type}/{id}/relationships/{relation}", context =>
        {
            var view = api.View;
            return Find(context, view) is { } found && RelationOf(context, found.Kind) is { } relation
                ? JsonApi.WriteAsync(context, new JsonObject { ["data"] = ResourceCatalog.Linkage(found.Kind, found.Record, relation, view) })
                : JsonApi.RefuseAsync(context, Refusal.NotFound);
        });
    }

    /// <summary>The id in the path.</summary>
    public static string IdOf(HttpContext context) => (string)context.GetRouteValue("id")!;

    private static Task RelatedAsync(HttpContext context, ResourceView view)
    {
        if (Find(context, view) is not { } found || RelationOf(context, found.Kind) is not { } relation)
            return JsonApi.RefuseAsync(context, Refusal.NotFound);
        var (type, isMany, records) = found.Kind.Related(found.Record, relation, view);
        var kind = ResourceCatalog.Get(type);
        if (isMany)
            return Documents.WritePageAsync(context, view, kind, records);
        return records.Count > 0 ? Documents.WriteAsync(context, view, kind, records[0]) : JsonApi.WriteAsync(context, new JsonObject { ["data"] = null });
    }

    private static ResourceKind? KindOf(HttpContext context) => ResourceCatalog.Find((string)context.GetRouteValue("type")!);

    private static (ResourceKind Kind, IRecord Record)? Find(HttpContext context, ResourceView view) =>
        KindOf(context) is { } kind && kind.Find(view, IdOf(context)) is { } record ? (kind, record) : null;

    private static string? RelationOf(HttpContext context, ResourceKind kind) =>
        kind.RelationNames.FirstOrDefault(name => string.Equals(name, context.GetRouteValue("relation") as string, StringComparison.Ordinal));

    private static JsonObject User(ApiContext api)
    {
        var self = new JsonObject { ["self"] = $"{api.Links.Origin}/v1/users/1" };
        return new JsonObject
        {
            ["meta"] = new JsonObject { ["test_mode"] = true },
            ["links"] = self,
            ["data"] = new JsonObject
            {
                ["type"] = "users",
                ["id"] = "1",
                ["attributes"] = new JsonObject
                {
                    ["name"] = api.Options.StoreName,
                    ["email"] = "owner@webhost.local",
                    ["color"] = "#2456e6",
                    ["avatar_url"] = $"{api.Links.Origin}/assets/logo.svg",
                    ["has_custom_avatar"] = false,
                    ["createdAt"] = StoreResource.MadeAt,
                    ["updatedAt"] = StoreResource.MadeAt,
                },
                ["links"] = self.DeepClone(),
            },
        };
    }
}
