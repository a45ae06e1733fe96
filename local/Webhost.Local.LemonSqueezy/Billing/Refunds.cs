using Webhost.Local.LemonSqueezy.Api.Resources;
using Webhost.Local.LemonSqueezy.Records;
using Webhost.Local.LemonSqueezy.Store;
using Webhost.Local.LemonSqueezy.Webhooks;

namespace Webhost.Local.LemonSqueezy.Billing;

/// <summary>Gives money back. An order and the first invoice of its subscription are one payment: a refund of either is one of both.</summary>
internal sealed class Refunds(Outbox outbox)
{
    /// <summary>Refunds an order.</summary>
    /// <param name="change">The change.</param>
    /// <param name="order">The order.</param>
    /// <param name="amount">In cents; null for all that is left.</param>
    public Outcome<Order> Refund(Change change, Order order, long? amount)
    {
        if (Checked(order.Total - order.RefundedAmount, amount) is not { } refund)
            return Refused();
        var subscription = change.Data.All<Subscription>().FirstOrDefault(candidate => candidate.OrderId == order.Id);
        var invoice = change.Data.All<SubscriptionInvoice>().FirstOrDefault(candidate => candidate.SubscriptionId == subscription?.Id && IsInitial(candidate));
        var refunded = Apply(change, order, refund);
        if (invoice is not null)
            Apply(change, invoice, refund, order.CustomData);
        return refunded;
    }

    /// <summary>Refunds an invoice.</summary>
    /// <inheritdoc cref="Refund(Change, Order, long?)" />
    public Outcome<SubscriptionInvoice> Refund(Change change, SubscriptionInvoice invoice, long? amount)
    {
        var isPaid = string.Equals(invoice.Payment, SubscriptionInvoice.Paid, StringComparison.Ordinal);
        if (!isPaid || Checked(invoice.Total - invoice.RefundedAmount, amount) is not { } refund)
            return Refused();
        var subscription = change.Data.Get<Subscription>(invoice.SubscriptionId);
        var refunded = Apply(change, invoice, refund, subscription.CustomData);
        if (IsInitial(invoice))
            Apply(change, change.Data.Get<Order>(subscription.OrderId), refund);
        return refunded;
    }

    private static bool IsInitial(SubscriptionInvoice invoice) => string.Equals(invoice.BillingReason, SubscriptionInvoice.Initial, StringComparison.Ordinal);

    private static long? Checked(long left, long? amount) => left > 0 && (amount ?? left) is var refund && refund > 0 && refund <= left ? refund : null;

    private static Refusal Refused() => Refusal.Invalid("The amount must be greater than 0 and not greater than what is left to refund.", "/data/attributes/amount");

    private Order Apply(Change change, Order order, long refund)
    {
        var refunded = change.Put(order with { RefundedAmount = order.RefundedAmount + refund, RefundedAt = change.Now, UpdatedAt = change.Now });
        outbox.Emit(change, EventName.OrderRefunded, OrderResource.Kind, refunded, refunded.CustomData);
        return refunded;
    }

    private SubscriptionInvoice Apply(Change change, SubscriptionInvoice invoice, long refund, string? customData)
    {
        var refunded = change.Put(invoice with { RefundedAmount = invoice.RefundedAmount + refund, RefundedAt = change.Now, UpdatedAt = change.Now });
        outbox.Emit(change, EventName.PaymentRefunded, SubscriptionInvoiceResource.Kind, refunded, customData);
        return refunded;
    }
}
