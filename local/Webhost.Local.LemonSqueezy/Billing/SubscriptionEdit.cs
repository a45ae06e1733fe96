using Webhost.Local.LemonSqueezy.Api.Resources;
using Webhost.Local.LemonSqueezy.Records;
using Webhost.Local.LemonSqueezy.Store;
using Webhost.Local.LemonSqueezy.Webhooks;

namespace Webhost.Local.LemonSqueezy.Billing;

/// <summary>A subscription on its way from one state to the next, with the events that tell of it.</summary>
internal sealed class SubscriptionEdit(Change change, Subscription subscription, Outbox outbox)
{
    private readonly List<string> _events = [];
    private readonly List<(string Event, long InvoiceId)> _invoiceEvents = [];

    public Change Change => change;

    public DateTimeOffset Now => change.Now;

    public Subscription Subscription { get; set; } = subscription;

    /// <summary>Its item; null during a trial.</summary>
    public SubscriptionItem? Item => change.Data.All<SubscriptionItem>().FirstOrDefault(item => item.SubscriptionId == Subscription.Id);

    /// <summary>Tells of the subscription.</summary>
    public void Tell(string name) => _events.Add(name);

    /// <summary>Tells of one of its invoices.</summary>
    public void Tell(string name, SubscriptionInvoice invoice) => _invoiceEvents.Add((name, invoice.Id));

    /// <summary>Keeps it and queues the events: those named after what happened, then the catch-all. All of them show the state at the end.</summary>
    public Subscription Save()
    {
        Subscription = change.Put(Subscription with { UpdatedAt = change.Now });
        foreach (var name in _events.Append(EventName.SubscriptionUpdated))
            outbox.Emit(change, name, SubscriptionResource.Kind, Subscription, Subscription.CustomData);
        foreach (var (name, invoiceId) in _invoiceEvents)
            outbox.Emit(change, name, SubscriptionInvoiceResource.Kind, change.Data.Get<SubscriptionInvoice>(invoiceId), Subscription.CustomData);
        return Subscription;
    }
}
