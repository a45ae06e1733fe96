using System.Text.Json.Nodes;
using Webhost.Local.LemonSqueezy.Records;

namespace Webhost.Local.LemonSqueezy.Api.Resources;

/// <summary><c>subscription-invoices</c>.</summary>
internal static class SubscriptionInvoiceResource
{
    public static readonly ResourceKind<SubscriptionInvoice> Kind = new("subscription-invoices", view => view.Data.All<SubscriptionInvoice>(), Attributes)
    {
        Filters = new()
        {
            ["store_id"] = (_, view) => view.Catalog.Store.Id,
            ["status"] = (invoice, _) => invoice.Status,
            ["refunded"] = (invoice, _) => IsRefunded(invoice),
            ["subscription_id"] = (invoice, _) => invoice.SubscriptionId,
        },
        Relations =
        [
            new("store", "stores", (_, view) => [view.Catalog.Store]),
            new("subscription", "subscriptions", (invoice, view) => [view.Data.Get<Subscription>(invoice.SubscriptionId)]),
            new("customer", "customers", (invoice, view) => [view.Data.Get<Customer>(invoice.CustomerId)]),
        ],
    };

    private static JsonObject Attributes(SubscriptionInvoice invoice, ResourceView view) => new JsonObject
    {
        ["store_id"] = view.Catalog.Store.Id,
        ["subscription_id"] = invoice.SubscriptionId,
        ["customer_id"] = invoice.CustomerId,
        ["user_name"] = invoice.UserName,
        ["user_email"] = invoice.UserEmail,
        ["billing_reason"] = invoice.BillingReason,
        ["card_brand"] = invoice.Card.Brand,
        ["card_last_four"] = invoice.Card.LastFour,
        ["status"] = invoice.Status,
        ["status_formatted"] = ResourceView.Formatted(invoice.Status),
        ["refunded"] = IsRefunded(invoice),
        ["refunded_at"] = ResourceView.Time(invoice.RefundedAt),
        ["urls"] = new JsonObject { ["invoice_url"] = invoice.Status is SubscriptionInvoice.Pending ? null : view.Links.Invoice(invoice.Id) },
        ["created_at"] = ResourceView.Time(invoice.CreatedAt),
        ["updated_at"] = ResourceView.Time(invoice.UpdatedAt),
        ["test_mode"] = true,
    }.WithAmounts(invoice.Total, invoice.RefundedAmount);

    private static bool IsRefunded(SubscriptionInvoice invoice) => invoice.RefundedAmount > 0 && invoice.RefundedAmount == invoice.Total;
}
