using Webhost.Local.LemonSqueezy.Api;
using Webhost.Local.LemonSqueezy.Billing;
using Webhost.Local.LemonSqueezy.Records;

namespace Webhost.Local.LemonSqueezy.Admin;

/// <summary>Moves the clock.</summary>
internal sealed class ClockControl(ApiContext api)
{
    private const int MostYears = 10;

    /// <summary>The time, and what will happen next to each subscription and queued delivery.</summary>
    public WireClock Read()
    {
        var data = api.Store.Data;
        var steps = data.All<Subscription>().Where(subscription => Lifecycle.DueAt(subscription) is not null)
            .Select(subscription => new WireDue(Lifecycle.DueAt(subscription)!.Value, "subscriptions", subscription.Id, Lifecycle.WhatIsDue(subscription)));
        var deliveries = data.All<QueuedDelivery>().Where(delivery => delivery.HeldBy is null)
            .Select(delivery => new WireDue(delivery.DueAt, "events", delivery.EventId, $"attempt {delivery.Attempt} of {data.Get<WebhookEvent>(delivery.EventId).Name}"));
        return new WireClock(api.Clock.Now, api.Clock.Setting.StoppedAt is not null, [.. steps.Concat(deliveries).OrderBy(due => due.At)]);
    }

    /// <summary>Moves it forward; when this completes, everything up to the new time has happened.</summary>
    public async Task<Outcome<WireClock>> MoveAsync(WireClockMove move, CancellationToken cancellationToken)
    {
        if (move.Stopped is { } stopped)
            await api.Timeline.SetStoppedAsync(stopped, cancellationToken);
        var now = api.Clock.Now;
        DateTimeOffset target;
        try
        {
            target = move.To?.ToUniversalTime() ?? now.AddMonths(move.Months).AddDays(move.Days).AddHours(move.Hours).AddMinutes(move.Minutes).AddSeconds(move.Seconds);
        }
        catch (ArgumentOutOfRangeException)
        {
            return Refusal.Invalid("That is too far away.");
        }

        if (target < now)
            return Refusal.Invalid("The clock goes forward only.");
        if (target > now.AddYears(MostYears))
            return Refusal.Invalid($"The clock moves by at most {MostYears} years at a time.");
        if (target > now)
            await api.Timeline.AdvanceAsync(target, cancellationToken);
        return Read();
    }
}
