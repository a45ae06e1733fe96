using Microsoft.Extensions.Logging;
using Webhost.Local.LemonSqueezy.Clock;
using Webhost.Local.LemonSqueezy.Records;
using Webhost.Local.LemonSqueezy.Store;

namespace Webhost.Local.LemonSqueezy.Webhooks;

/// <summary>
/// Makes the deliveries in the queue one after the other. What isn't answered with 200 is tried again after 5, 25 and 125 seconds of the sandbox's
/// clock, and then never again. A crash between sending and writing that down sends twice, as happens with the service.
/// </summary>
internal sealed partial class DeliveryDesk(SandboxStore store, SandboxClock clock, WebhookSender sender, ILogger<DeliveryDesk> logger)
{
    private static readonly TimeSpan[] RetryAfter = [TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(25), TimeSpan.FromSeconds(125)];

    /// <summary>The delivery that is due first; null when none is waiting for its time.</summary>
    public static QueuedDelivery? Next(SandboxData data) => data.All<QueuedDelivery>().Where(delivery => delivery.HeldBy is null).MinBy(delivery => (delivery.DueAt, delivery.Id));

    public async Task DeliverAsync(QueuedDelivery delivery, CancellationToken cancellationToken)
    {
        var happened = store.Data.Get<WebhookEvent>(delivery.EventId);
        if (store.Data.Find<Webhook>(happened.WebhookId) is not { } webhook)
        {
            store.Apply(clock.Now, change => change.Remove<QueuedDelivery>(delivery.Id));
            return;
        }

        var answer = await sender.SendAsync(webhook, happened, cancellationToken);
        store.Apply(clock.Now, change => Conclude(change, delivery, happened, webhook, answer));
    }

    private void Conclude(Change change, QueuedDelivery delivery, WebhookEvent happened, Webhook webhook, WebhookSender.Answer answer)
    {
        change.Remove<QueuedDelivery>(delivery.Id);
        var retryAfter = !answer.IsSuccess && delivery.Attempt <= RetryAfter.Length ? RetryAfter[delivery.Attempt - 1] : (TimeSpan?)null;
        var outcome = answer.IsSuccess ? DeliveryAttempt.Delivered : retryAfter is null ? DeliveryAttempt.Failed : DeliveryAttempt.WillRetry;
        if (retryAfter is { } wait)
        {
            change.Put(delivery with { Id = change.NextId<QueuedDelivery>(), Attempt = delivery.Attempt + 1, Cause = DeliveryAttempt.Retry, DueAt = change.Now + wait });
            LogRetry(happened.Name, happened.ResourceId, webhook.Url, answer.InWords, wait.TotalSeconds);
        }
        else if (!answer.IsSuccess)
        {
            LogFailed(happened.Name, happened.ResourceId, webhook.Url, answer.InWords);
        }

        change.Put(new DeliveryAttempt
        {
            Id = change.NextId<DeliveryAttempt>(),
            EventId = happened.Id,
            EventName = happened.Name,
            Url = webhook.Url,
            Attempt = delivery.Attempt,
            Cause = delivery.Cause,
            Outcome = outcome,
            Status = answer.Status,
            Error = answer.Error,
            At = change.Now,
        });
        if (change.Data.Find<Webhook>(webhook.Id) is { } present)
            change.Put(present with { LastSentAt = change.Now });
    }

    [LoggerMessage(LogLevel.Information, "{Event} of {Resource} to {Url}: {Answer}; again in {Seconds} s")]
    private partial void LogRetry(string @event, long resource, string url, string answer, double seconds);

    [LoggerMessage(LogLevel.Warning, "{Event} of {Resource} to {Url}: {Answer}; it won't be sent again")]
    private partial void LogFailed(string @event, long resource, string url, string answer);
}
