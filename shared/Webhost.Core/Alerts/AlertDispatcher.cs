using System.Text.Json;
using Microsoft.Extensions.Logging;
using Webhost.Contracts.Alerts;
using Webhost.Contracts.Json;
using Webhost.Core.Mail;
using Webhost.Core.Results;
using Webhost.Core.Storage;
using Webhost.Core.Users;
using Webhost.Core.Webhooks;

namespace Webhost.Core.Alerts;

/// <summary>
/// Delivers alerts, each at least once and with the same id in every repeat. An attempt is noted before it is made, so that a process that dies leaves it to be tried again; failed ones
/// are repeated with growing pauses over most of a day.
/// </summary>
public sealed partial class AlertDispatcher(IAlertStore store, AlertKeys keys, WebhookSender webhooks, IEnumerable<IEmailSender> senders, TimeProvider time, ILogger<AlertDispatcher> logger)
{
    // Longer than an attempt can take.
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1), TimeSpan.FromHours(4), TimeSpan.FromHours(12),
    ];

    private readonly IEmailSender? email = senders.FirstOrDefault();

    /// <summary>Makes every attempt of a user that is due.</summary>
    public async Task SendAsync(AlertSettings settings, CancellationToken cancellationToken)
    {
        foreach (var alert in await store.ListPendingAsync(new UserId(settings.UserId), cancellationToken))
        {
            var now = time.GetUtcNow();
            if (!(alert.Value.ClaimedUntil > now) && alert.Value.Deliveries.Any(delivery => IsDue(delivery, now)))
            {
                await SendAsync(settings, alert, now, cancellationToken);
            }
        }
    }

    private static bool IsDue(AlertDelivery delivery, DateTimeOffset now) => delivery.Status == DeliveryStatus.Pending && delivery.NextAttemptAt <= now;

    private async Task SendAsync(AlertSettings settings, Versioned<AlertRecord> alert, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (alert.Value.PeriodEnd <= now)
        {
            // It was not sent in time: by now it would mislead.
            await store.TryUpdateAsync(alert with { Value = alert.Value.Dropped() }, cancellationToken);
            return;
        }

        AlertDelivery[] begun = [.. alert.Value.Deliveries.Select(delivery => IsDue(delivery, now) ? delivery with { Attempts = delivery.Attempts + 1, LastAttemptAt = now } : delivery)];
        if (await store.TryUpdateAsync(alert with { Value = alert.Value with { ClaimedUntil = now + Claim, Deliveries = begun } }, cancellationToken) is not { } claimed)
        {
            // Another process was faster.
            return;
        }

        var ended = new List<AlertDelivery>();
        foreach (var delivery in begun)
        {
            ended.Add(IsDue(delivery, now) ? await AttemptAsync(settings, claimed.Value, delivery, cancellationToken) : delivery);
        }

        // Begun, it is not the host's to break off: what was sent and is not noted is sent again.
        await store.TryUpdateAsync(claimed with { Value = claimed.Value with { ClaimedUntil = null, Deliveries = ended } }, CancellationToken.None);
    }

    private async Task<AlertDelivery> AttemptAsync(AlertSettings settings, AlertRecord alert, AlertDelivery delivery, CancellationToken cancellationToken)
    {
        if (!settings.Channels().Contains(delivery.Channel, StringComparer.Ordinal) || (delivery.Channel == AlertChannels.Email && email is null))
        {
            return delivery with { Status = DeliveryStatus.Dropped, NextAttemptAt = null };
        }

        var sent = delivery.Channel == AlertChannels.Webhook
            ? await webhooks.SendAsync(await MessageAsync(settings, alert, cancellationToken), cancellationToken)
            : await email!.SendAsync(AlertTexts.Of(alert, settings.Email!), cancellationToken);
        if (sent.TryGet(out _, out var failure))
        {
            return delivery with { Status = DeliveryStatus.Delivered, NextAttemptAt = null, LastError = null };
        }

        NotDelivered(alert.AlertId, delivery.Channel, delivery.Attempts, failure.Message);
        return delivery.Attempts <= Pauses.Length && failure.Retryable
            ? delivery with { NextAttemptAt = time.GetUtcNow() + Pauses[delivery.Attempts - 1], LastError = failure.Message }
            : delivery with { Status = DeliveryStatus.Failed, NextAttemptAt = null, LastError = failure.Message };
    }

    private async Task<WebhookMessage> MessageAsync(AlertSettings settings, AlertRecord alert, CancellationToken cancellationToken)
    {
        var message = new AlertMessage
        {
            Type = "usage.threshold_reached",
            Timestamp = alert.SeenAt,
            Data = new AlertMessageData
            {
                AlertId = alert.AlertId,
                UserId = alert.UserId,
                Period = alert.Period,
                PeriodEnd = alert.PeriodEnd,
                Limit = alert.Limit,
                Threshold = alert.Threshold,
                Used = alert.Used,
                Allowed = alert.Allowed,
            },
        };
        return new WebhookMessage
        {
            Id = alert.AlertId,
            Address = new Uri(settings.WebhookUrl!),
            Body = JsonSerializer.SerializeToUtf8Bytes(message, ApiJsonContext.Default.AlertMessage),
            Key = await keys.WebhookKeyAsync(settings.UserId, settings.WebhookSalt!, cancellationToken),
        };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The alert {AlertId} could not be delivered by {Channel}, attempt {Attempt}: {Reason}")]
    private partial void NotDelivered(string alertId, string channel, int attempt, string reason);
}
