using Webhost.Local.LemonSqueezy.Records;
using Webhost.Local.LemonSqueezy.Store;

namespace Webhost.Local.LemonSqueezy.Admin;

/// <summary>What happened, what was sent, and what is still to be sent.</summary>
internal static class DeliveryLog
{
    private const int MostShown = 1000;

    /// <summary>The newest events, newest first.</summary>
    public static WireList<WireEvent> Events(SandboxData data, string? name, long? resourceId) => new([.. data.All<WebhookEvent>()
        .Where(happened => (name is null || string.Equals(happened.Name, name, StringComparison.Ordinal)) && (resourceId is null || happened.ResourceId == resourceId))
        .Reverse().Take(MostShown)
        .Select(happened => new WireEvent(happened.Id, happened.Name, happened.ResourceType, happened.ResourceId, happened.CreatedAt, happened.Body))]);

    /// <summary>The newest attempts, newest first.</summary>
    public static WireList<WireAttempt> Attempts(SandboxData data, string? name, long? eventId) => new([.. data.All<DeliveryAttempt>()
        .Where(attempt => (name is null || string.Equals(attempt.EventName, name, StringComparison.Ordinal)) && (eventId is null || attempt.EventId == eventId))
        .Reverse().Take(MostShown)
        .Select(attempt => new WireAttempt(
            attempt.Id, attempt.EventId, attempt.EventName, attempt.Url, attempt.Attempt, attempt.Cause, attempt.Outcome, attempt.Status, attempt.Error, attempt.At))]);

    /// <summary>The queue, in the order in which it will be sent; what is held is last.</summary>
    public static WireList<WireQueued> Queue(SandboxData data) => new([.. data.All<QueuedDelivery>()
        .OrderBy(delivery => (delivery.HeldBy is not null, delivery.DueAt, delivery.Id)).Select(delivery => Shown(data, delivery))]);

    public static WireQueued Shown(SandboxData data, QueuedDelivery delivery) =>
        new(delivery.Id, delivery.EventId, data.Get<WebhookEvent>(delivery.EventId).Name, delivery.Attempt, delivery.DueAt, delivery.Cause, delivery.HeldBy is not null);
}
