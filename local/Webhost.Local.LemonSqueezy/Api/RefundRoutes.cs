using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Webhost.Local.LemonSqueezy.Api.Resources;
using Webhost.Local.LemonSqueezy.Records;
using Webhost.Local.LemonSqueezy.Store;

namespace Webhost.Local.LemonSqueezy.Api;

/// <summary>What is done with orders and invoices: refunds, and addresses to download them from.</summary>
internal static class RefundRoutes
{
    public static void Map(IEndpointRouteBuilder routes, ApiContext api)
    {
        routes.MapPost("/v1/orders/{id}/refund", context => RefundAsync(context, api, OrderResource.Kind, api.Refunds.Refund));
        routes.MapPost("/v1/subscription-invoices/{id}/refund", context => RefundAsync(context, api, SubscriptionInvoiceResource.Kind, api.Refunds.Refund));
        routes.MapPost("/v1/orders/{id}/generate-invoice", context => DownloadAsync(context, api, OrderResource.Kind, order => api.Links.Receipt(order.Identifier)));
        routes.MapPost("/v1/subscription-invoices/{id}/generate-invoice", context => DownloadAsync(context, api, SubscriptionInvoiceResource.Kind, invoice => api.Links.Invoice(invoice.Id)));
    }

    private static async Task RefundAsync<T>(HttpContext context, ApiContext api, ResourceKind<T> kind, Func<Change, T, long?, Outcome<T>> refund)
        where T : class, IRecord
    {
        var id = ReadRoutes.IdOf(context);
        var outcome = (await Body.ReadAsync(context.Request, kind.Type, id)).TryGet(out var body, out var refusal) ? Refund(api, kind, id, body, refund) : refusal;
        await Documents.WriteAsync(context, api, kind, outcome);
    }

    private static Outcome<T> Refund<T>(ApiContext api, ResourceKind<T> kind, string id, Body body, Func<Change, T, long?, Outcome<T>> refund)
        where T : class, IRecord
    {
        var amount = body.Whole("amount", 1);
        if (body.Refusal is { } refusal)
            return refusal;
        return api.Store.Change(api.Clock.Now, change => kind.Find(api.View with { Data = change.Data }, id) is T record ? refund(change, record, amount) : Refusal.NotFound);
    }

    private static Task DownloadAsync<T>(HttpContext context, ApiContext api, ResourceKind<T> kind, Func<T, string> address)
        where T : class, IRecord =>
        kind.Find(api.View, ReadRoutes.IdOf(context)) is T record
            ? JsonApi.WriteAsync(context, new JsonObject { ["meta"] = new JsonObject { ["urls"] = new JsonObject { ["download_invoice"] = address(record) } } })
            : JsonApi.RefuseAsync(context, Refusal.NotFound);
}
