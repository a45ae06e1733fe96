using System.Text.Json.Nodes;
using Webhost.Local.LemonSqueezy.Billing;
using Webhost.Local.LemonSqueezy.Records;

namespace Webhost.Local.LemonSqueezy.Api.Resources;

/// <summary><c>customers</c>.</summary>
internal static class CustomerResource
{
    public static readonly ResourceKind<Customer> Kind = new("customers", view => view.Data.All<Customer>(), Attributes)
    {
        Filters = new() { ["store_id"] = (_, view) => view.Catalog.Store.Id, ["email"] = (customer, _) => customer.Email },
        Relations =
        [
            new("store", "stores", (_, view) => [view.Catalog.Store]),
            new("orders", "orders", (customer, view) => OrdersOf(customer, view)) { IsMany = true },
            new("subscriptions", "subscriptions", (customer, view) => SubscriptionsOf(customer, view)) { IsMany = true },
            new("license-keys", "license-keys", (_, _) => []) { IsMany = true },
        ],
    };

    private static JsonObject Attributes(Customer customer, ResourceView view)
    {
        var subscriptions = SubscriptionsOf(customer, view).ToList();
        var invoices = view.Data.All<SubscriptionInvoice>().Where(invoice => invoice.CustomerId == customer.Id && string.Equals(invoice.Payment, SubscriptionInvoice.Paid, StringComparison.Ordinal));
        var revenue = invoices.Sum(invoice => invoice.Total - invoice.RefundedAmount);
        var monthly = subscriptions.Where(subscription => subscription.Status is SubscriptionStatus.Active or SubscriptionStatus.PastDue)
            .Sum(subscription => view.Catalog.Variant(subscription.VariantId).PriceOf(subscription.Quantity, subscription.CustomPrice));
        return new JsonObject
        {
            ["store_id"] = view.Catalog.Store.Id,
            ["name"] = customer.Name,
            ["email"] = customer.Email,
            ["status"] = customer.Status,
            ["city"] = customer.City,
            ["region"] = customer.Region,
            ["country"] = customer.Country,
            ["total_revenue_currency"] = revenue,
            ["mrr"] = monthly,
            ["status_formatted"] = ResourceView.Formatted(customer.Status),
            ["country_formatted"] = customer.Country,
            ["total_revenue_currency_formatted"] = Money.Format(revenue),
            ["mrr_formatted"] = Money.Format(monthly),
            ["urls"] = new JsonObject { ["customer_portal"] = subscriptions.Count > 0 ? view.Links.Portal(customer.Id) : null },
            ["created_at"] = ResourceView.Time(customer.CreatedAt),
            ["updated_at"] = ResourceView.Time(customer.UpdatedAt),
            ["test_mode"] = true,
        };
    }

    private static IEnumerable<Order> OrdersOf(Customer customer, ResourceView view) => view.Data.All<Order>().Where(order => order.CustomerId == customer.Id);

    private static IEnumerable<Subscription> SubscriptionsOf(Customer customer, ResourceView view) =>
        view.Data.All<Subscription>().Where(subscription => subscription.CustomerId == customer.Id);
}
