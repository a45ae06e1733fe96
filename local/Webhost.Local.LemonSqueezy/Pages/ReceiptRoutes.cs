using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Webhost.Local.LemonSqueezy.Api;
using Webhost.Local.LemonSqueezy.Api.Resources;
using Webhost.Local.LemonSqueezy.Billing;
using Webhost.Local.LemonSqueezy.Records;

namespace Webhost.Local.LemonSqueezy.Pages;

/// <summary>Receipts of orders and invoices of subscriptions, to read and to print.</summary>
internal sealed class ReceiptRoutes(ApiContext api)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/receipts/{identifier}", context =>
        {
            var identifier = (string)context.GetRouteValue("identifier")!;
            var order = api.Links.IsReceipt(identifier, context.Request.Query["signature"])
                ? api.Store.Data.All<Order>().FirstOrDefault(candidate => string.Equals(candidate.Identifier, identifier, StringComparison.Ordinal))
                : null;
            return order is null ? MissingAsync(context) : PageShell.WriteAsync(context, Receipt(order));
        });

        routes.MapGet("/invoices/{id:long}", context =>
        {
            var id = long.Parse((string)context.GetRouteValue("id")!, CultureInfo.InvariantCulture);
            var invoice = api.Links.IsInvoice(id, context.Request.Query["signature"]) ? api.Store.Data.Find<SubscriptionInvoice>(id) : null;
            return invoice is null ? MissingAsync(context) : PageShell.WriteAsync(context, Invoice(invoice));
        });
    }

    private static Task MissingAsync(HttpContext context) =>
        PageShell.RefuseAsync(context, StatusCodes.Status404NotFound, "Not found", "There is no such document, or its address is not complete.");

    private Html Receipt(Order order)
    {
        var variant = api.Catalog.Variant(order.VariantId);
        return Document("Thank you", $"Receipt for order {order.Number}", order.CreatedAt, order.UserName, order.UserEmail, $"{variant.Product.Name}: {variant.Name}", order.Total, order.RefundedAmount, order.Status);
    }

    private Html Invoice(SubscriptionInvoice invoice)
    {
        var variant = api.Catalog.Variant(api.Store.Data.Get<Subscription>(invoice.SubscriptionId).VariantId);
        return Document($"Invoice {invoice.Id}", $"Subscription {invoice.SubscriptionId}", invoice.CreatedAt, invoice.UserName, invoice.UserEmail, $"{variant.Product.Name}: {variant.Name}", invoice.Total, invoice.RefundedAmount, invoice.Status);
    }

    private Html Document(string title, string about, DateTimeOffset at, string name, string email, string item, long total, long refunded, string status) => PageShell.Page(title, Html.Of($"""
        <section class="card">
        <h1>{title}</h1>
        <p class="muted">{about}, {PageShell.Day(at)}</p>
        <dl class="facts">
        <div><dt>From</dt><dd>{api.Catalog.Store.Name}</dd></div>
        <div><dt>To</dt><dd>{name}, {email}</dd></div>
        <div><dt>For</dt><dd>{item}</dd></div>
        <div><dt>Status</dt><dd>{ResourceView.Formatted(status)}</dd></div>
        {Html.When(refunded > 0, () => Html.Of($"<div><dt>Refunded</dt><dd>{Money.Format(refunded)}</dd></div>"))}
        <div class="total"><dt>Total</dt><dd>{Money.Format(total)}</dd></div>
        </dl>
        </section>
        """));
}
