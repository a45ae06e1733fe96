using Webhost.Local.LemonSqueezy.Api;
using Webhost.Local.LemonSqueezy.Records;
using Webhost.Local.LemonSqueezy.Webhooks;

namespace Webhost.Local.LemonSqueezy.Admin;

/// <summary>Puts faults on webhooks to come, and sends past ones again.</summary>
internal sealed class FaultControl(ApiContext api)
{
    private const int MostCopies = 1000;
    private const int MostConnections = 200;
    private const int UsualNumber = 10;
    private const int MostSeconds = 30 * 24 * 60 * 60;
    private static readonly string[] Kinds = [Fault.Lose, Fault.Delay, Fault.Duplicate, Fault.Hold, Fault.Reorder];

    public WireList<WireFault> List() => new([.. api.Store.Data.All<Fault>().Select(Shown)]);

    public Outcome<WireFault> Add(WireFault wanted)
    {
        if (!Kinds.Contains(wanted.Fault, StringComparer.Ordinal))
            return Refusal.Invalid($"'fault' must be one of {string.Join(", ", Kinds)}.");
        if (wanted.Event is not null && !EventName.All.Contains(wanted.Event, StringComparer.Ordinal))
            return Refusal.Invalid($"'event' must be one of {string.Join(", ", EventName.All)}.");
        if (wanted.Times is < 1 || (wanted is { Fault: Fault.Reorder } && wanted.Times is null or < 2))
            return Refusal.Invalid("'times' must be at least 1; for 'reorder' it must be there and at least 2.");
        if (wanted.Seconds is < 0 or > MostSeconds || wanted.Copies is < 1 or > MostCopies)
            return Refusal.Invalid($"'seconds' must be from 0 to {MostSeconds} and 'copies' from 1 to {MostCopies}.");
        return Shown(api.Store.Apply(api.Clock.Now, change => change.Put(new Fault
        {
            Id = change.NextId<Fault>(),
            Kind = wanted.Fault,
            Event = wanted.Event,
            Remaining = wanted.Times,
            Seconds = wanted.Seconds ?? 0,
            Copies = wanted.Copies ?? 1,
        })));
    }

    /// <summary>Takes faults away; what they hold goes out.</summary>
    /// <param name="id">The fault; null for all.</param>
    public void Remove(long? id) => api.Store.Apply(api.Clock.Now, change =>
    {
        foreach (var fault in change.Data.All<Fault>().Where(fault => id is null || fault.Id == id).ToList())
        {
            change.Remove<Fault>(fault.Id);
            FaultInjection.Release(change, [.. change.Data.All<QueuedDelivery>().Where(delivery => delivery.HeldBy == fault.Id)]);
        }
    });

    /// <summary>Lets go of all that is held.</summary>
    public Outcome<WireList<WireQueued>> Release(WireRelease wanted)
    {
        if (wanted.Order is not (null or "first" or "last" or "random"))
            return Refusal.Invalid("'order' must be first, last or random.");
        return api.Store.Apply(api.Clock.Now, change =>
        {
            var held = change.Data.All<QueuedDelivery>().Where(delivery => delivery.HeldBy is not null).ToArray();
            if (wanted.Order is "last")
                Array.Reverse(held);
            else if (wanted.Order is "random")
                new Random(wanted.Seed).Shuffle(held);
            FaultInjection.Release(change, held);
            return new WireList<WireQueued>([.. held.Select(delivery => DeliveryLog.Shown(change.Data, delivery with { HeldBy = null, DueAt = change.Now }))]);
        });
    }

    /// <summary>Sends an event again, to the byte.</summary>
    public Outcome<WireList<WireQueued>> Resend(long eventId, WireResend wanted)
    {
        if (wanted.Copies is < 1 or > MostCopies || wanted.DelaySeconds is < 0 or > MostSeconds)
            return Refusal.Invalid($"'copies' must be from 1 to {MostCopies} and 'delaySeconds' from 0 to {MostSeconds}.");
        return api.Store.Change(api.Clock.Now, Outcome<WireList<WireQueued>> (change) =>
        {
            if (change.Data.Find<WebhookEvent>(eventId) is not { } happened)
                return Refusal.NotFound;
            var queued = Enumerable.Range(0, wanted.Copies ?? 1).Select(_ => change.Put(new QueuedDelivery
            {
                Id = change.NextId<QueuedDelivery>(),
                EventId = happened.Id,
                DueAt = change.Now.AddSeconds(wanted.DelaySeconds),
                Cause = DeliveryAttempt.Resend,
            })).ToList();
            return new WireList<WireQueued>([.. queued.Select(delivery => DeliveryLog.Shown(change.Data, delivery))]);
        });
    }

    public async Task<Outcome<WireStormReport>> StormAsync(WireStorm wanted, CancellationToken cancellationToken)
    {
        var (copies, connections, last) = (wanted.Copies ?? UsualNumber, wanted.Connections ?? UsualNumber, wanted.Last ?? UsualNumber);
        if (copies is < 1 or > MostCopies || connections is < 1 or > MostConnections || last is < 1 or > MostCopies)
            return Refusal.Invalid($"'copies' and 'last' must be from 1 to {MostCopies} and 'connections' from 1 to {MostConnections}.");
        var events = api.Store.Data.All<WebhookEvent>().ToList();
        var chosen = wanted.EventIds is { } ids ? events.Where(happened => ids.Contains(happened.Id)).ToList() : events.TakeLast(last).ToList();
        if (chosen.Count == 0)
            return Refusal.Invalid("There is no such event to send.");
        var answers = await api.Storm.SendAsync(chosen, copies, connections, wanted.Seed, cancellationToken);
        return new WireStormReport(answers.Values.Sum(), answers);
    }

    private static WireFault Shown(Fault fault) => new()
    {
        Id = fault.Id,
        Fault = fault.Kind,
        Event = fault.Event,
        Times = fault.Remaining,
        Seconds = fault.Seconds,
        Copies = fault.Copies,
    };
}
