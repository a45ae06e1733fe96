using Webhost.Local.LemonSqueezy.Products;
using Webhost.Local.LemonSqueezy.Records;
using Webhost.Local.LemonSqueezy.Webhooks;

namespace Webhost.Local.LemonSqueezy.Billing;

/// <summary>
/// Writes invoices and charges cards for them. A charge that fails is tried again four times within two weeks; then the subscription is unpaid, and
/// expires after two weeks more.
/// </summary>
internal sealed class Charges(ProductCatalog catalog)
{
    private static readonly TimeSpan[] RetryAfter = [TimeSpan.FromDays(3), TimeSpan.FromDays(4), TimeSpan.FromDays(3), TimeSpan.FromDays(4)];
    private static readonly TimeSpan UnpaidFor = TimeSpan.FromDays(14);

    /// <summary>Ends the period, or the trial, and charges for the next: for a plan in advance, for usage in arrears.</summary>
    public void Renew(SubscriptionEdit edit)
    {
        var due = PriceOfPeriod(edit) + edit.Subscription.Proration;
        AddItem(edit);
        // A credit that is larger than the price goes on to the invoice after it.
        edit.Subscription = edit.Subscription with { Proration = Math.Min(due, 0) };
        Collect(edit, Write(edit, SubscriptionInvoice.Renewal, Math.Max(due, 0), SubscriptionInvoice.Pending));
    }

    /// <summary>Charges for a change within the period.</summary>
    public void ChargeUpdate(SubscriptionEdit edit, long amount) =>
        Collect(edit, Write(edit, SubscriptionInvoice.Updated, amount, SubscriptionInvoice.Pending));

    /// <summary>Tries the open invoice again.</summary>
    public void Retry(SubscriptionEdit edit) => Collect(edit, edit.Change.Data.Get<SubscriptionInvoice>(edit.Subscription.OpenInvoiceId!.Value));

    /// <summary>Writes an invoice.</summary>
    public SubscriptionInvoice Write(SubscriptionEdit edit, string reason, long total, string payment)
    {
        var subscription = edit.Subscription;
        return edit.Change.Put(new SubscriptionInvoice
        {
            Id = edit.Change.NextId<SubscriptionInvoice>(),
            SubscriptionId = subscription.Id,
            CustomerId = subscription.CustomerId,
            UserName = subscription.UserName,
            UserEmail = subscription.UserEmail,
            BillingReason = reason,
            Card = subscription.Card,
            Payment = payment,
            Total = total,
            CreatedAt = edit.Now,
            UpdatedAt = edit.Now,
        });
    }

    /// <summary>Voids the invoice that was not paid, if there is one.</summary>
    public static void VoidOpen(SubscriptionEdit edit)
    {
        if (edit.Subscription.OpenInvoiceId is { } open)
            edit.Change.Put(edit.Change.Data.Get<SubscriptionInvoice>(open) with { Payment = SubscriptionInvoice.Voided, UpdatedAt = edit.Now });
        edit.Subscription = edit.Subscription with { OpenInvoiceId = null };
    }

    /// <summary>Makes the item that is charged for, which a trial doesn't have.</summary>
    public void AddItem(SubscriptionEdit edit)
    {
        if (edit.Item is not null)
            return;
        edit.Change.Put(new SubscriptionItem
        {
            Id = edit.Change.NextId<SubscriptionItem>(),
            SubscriptionId = edit.Subscription.Id,
            PriceId = catalog.PriceOf(edit.Subscription.VariantId).Id,
            Quantity = edit.Subscription.Quantity,
            CreatedAt = edit.Now,
            UpdatedAt = edit.Now,
        });
    }

    /// <summary>The period after one that ends at a moment.</summary>
    public DateTimeOffset NextPeriodEnd(Subscription subscription, DateTimeOffset end) => catalog.Variant(subscription.VariantId).Cycle.Next(end, subscription.BillingAnchor);

    private void Collect(SubscriptionEdit edit, SubscriptionInvoice invoice)
    {
        if (edit.Subscription.CanPay || invoice.Total == 0)
            Succeed(edit, invoice);
        else
            Fail(edit, invoice);
    }

    private void Succeed(SubscriptionEdit edit, SubscriptionInvoice invoice)
    {
        var subscription = edit.Subscription;
        var recovered = subscription.Status is SubscriptionStatus.PastDue or SubscriptionStatus.Unpaid;
        var paid = edit.Change.Put(invoice with { Payment = SubscriptionInvoice.Paid, Card = subscription.Card, UpdatedAt = edit.Now });
        if (string.Equals(invoice.BillingReason, SubscriptionInvoice.Renewal, StringComparison.Ordinal))
            subscription = InNextPeriod(subscription, edit.Now);
        edit.Subscription = subscription with
        {
            Status = SubscriptionStatus.Active,
            TrialEndsAt = null,
            RenewsAt = subscription.PeriodEnd,
            OpenInvoiceId = null,
            FailedRetries = 0,
            UnpaidUntil = null,
        };
        edit.Tell(EventName.PaymentSuccess, paid);
        if (recovered)
            edit.Tell(EventName.PaymentRecovered, paid);
    }

    private static void Fail(SubscriptionEdit edit, SubscriptionInvoice invoice)
    {
        var subscription = edit.Subscription with { OpenInvoiceId = invoice.Id };
        var failed = edit.Change.Put(invoice with { Card = subscription.Card, UpdatedAt = edit.Now });
        edit.Tell(EventName.PaymentFailed, failed);
        var retries = subscription.Status is SubscriptionStatus.PastDue ? subscription.FailedRetries + 1 : 0;
        edit.Subscription = subscription.Status is SubscriptionStatus.Unpaid
            ? subscription
            : retries < RetryAfter.Length
                ? subscription with { Status = SubscriptionStatus.PastDue, TrialEndsAt = null, FailedRetries = retries, RenewsAt = edit.Now + RetryAfter[retries] }
                : subscription with { Status = SubscriptionStatus.Unpaid, FailedRetries = retries, UnpaidUntil = edit.Now + UnpaidFor };
    }

    // After a long time unpaid the period that is paid at last may be over: then the present one is meant.
    private Subscription InNextPeriod(Subscription subscription, DateTimeOffset now)
    {
        var (start, end) = (subscription.PeriodEnd, NextPeriodEnd(subscription, subscription.PeriodEnd));
        while (end <= now)
            (start, end) = (end, NextPeriodEnd(subscription, end));
        return subscription with { PeriodStart = start, PeriodEnd = end };
    }

    /// <summary>What the next invoice is for, in cents, prorations aside.</summary>
    public long PriceOfPeriod(SubscriptionEdit edit)
    {
        var subscription = edit.Subscription;
        var variant = catalog.Variant(subscription.VariantId);
        if (!variant.IsUsageBased)
            return variant.PriceOf(subscription.Quantity, subscription.CustomPrice);
        return edit.Item is { } item ? (subscription.CustomPrice ?? variant.Offer.PriceCents) * UsageMeter.Total(edit.Change.Data, item.Id, subscription.PeriodStart, subscription.PeriodEnd) : 0;
    }
}
