using Webhost.Local.LemonSqueezy.Records;
using Webhost.Local.LemonSqueezy.Store;

namespace Webhost.Local.LemonSqueezy.Webhooks;

/// <summary>Queues the deliveries of an event as the faults in force will have them: once and at once, when there are none.</summary>
internal static class FaultInjection
{
    public static void Queue(Change change, WebhookEvent happened, Webhook webhook)
    {
        var met = change.Data.All<Fault>().Where(fault => fault.Event is null || string.Equals(fault.Event, happened.Name, StringComparison.Ordinal)).ToList();
        var first = new QueuedDelivery { Id = 0, EventId = happened.Id, DueAt = change.Now, Cause = DeliveryAttempt.Event };
        var copies = 0;
        var isLost = false;
        foreach (var fault in met)
        {
            Use(change, fault);
            switch (fault.Kind)
            {
                case Fault.Lose:
                    isLost = true;
                    break;
                case Fault.Delay:
                    first = first with { DueAt = first.DueAt.AddSeconds(fault.Seconds) };
                    break;
                case Fault.Duplicate:
                    copies += fault.Copies;
                    break;
                default:
                    first = first with { HeldBy = fault.Id };
                    break;
            }
        }

        if (isLost)
            change.Put(Lost(change, happened, webhook));
        else
            Queue(change, first, copies);
        foreach (var fault in met.Where(fault => fault is { Kind: Fault.Reorder, Remaining: 1 }))
            Release(change, [.. change.Data.All<QueuedDelivery>().Where(delivery => delivery.HeldBy == fault.Id).Reverse()]);
    }

    /// <summary>Sends deliveries that were held, in the order given.</summary>
    public static void Release(Change change, IReadOnlyList<QueuedDelivery> deliveries)
    {
        foreach (var delivery in deliveries)
        {
            change.Remove<QueuedDelivery>(delivery.Id);
            // A new id puts it behind those before it.
            change.Put(delivery with { Id = change.NextId<QueuedDelivery>(), HeldBy = null, DueAt = change.Now });
        }
    }

    private static void Queue(Change change, QueuedDelivery first, int copies)
    {
        for (var copy = 0; copy <= copies; copy++)
            change.Put(first with { Id = change.NextId<QueuedDelivery>(), Cause = copy == 0 ? first.Cause : DeliveryAttempt.Duplicate });
    }

    private static void Use(Change change, Fault fault)
    {
        if (fault.Remaining is { } remaining && remaining > 1)
            change.Put(fault with { Remaining = remaining - 1 });
        else if (fault.Remaining is not null)
            change.Remove<Fault>(fault.Id);
    }

    private static DeliveryAttempt Lost(Change change, WebhookEvent happened, Webhook webhook) => new()
    {
        Id = change.NextId<DeliveryAttempt>(),
        EventId = happened.Id,
        EventName = happened.Name,
        Url = webhook.Url,
        Attempt = 1,
        Cause = DeliveryAttempt.Event,
        Outcome = DeliveryAttempt.Lost,
        At = change.Now,
    };
}
