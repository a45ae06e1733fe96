using System.Text.Json;
using Webhost.Contracts.Alerts;
using Webhost.Contracts.Invocation;
using Webhost.Contracts.Json;
using Webhost.Core.Results;
using Webhost.Core.Storage;
using Webhost.Core.Webhooks;

namespace Webhost.Core.AsyncInvocations;

/// <summary>
/// Tells an invocation's webhook how it ended, at least once and with the same id in every repeat. An attempt is noted before it is made, so that a process that dies leaves it to be made again;
/// failed ones are repeated with growing pauses over most of a day.
/// </summary>
public sealed class AsyncInvocationNotice(IAsyncInvocationStore store, AsyncInvocationKeys keys, WebhookSender webhooks, TimeProvider time)
{
    // Longer than an attempt can take.
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1), TimeSpan.FromHours(4), TimeSpan.FromHours(12),
    ];

    /// <summary>Makes the attempt that is due, if one is. When the next one is; null when there is none.</summary>
    public async Task<DateTimeOffset?> SendAsync(Versioned<AsyncInvocationRecord> ended, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (ended.Value.Webhook is not { Status: DeliveryStatus.Pending } delivery)
        {
            return null;
        }

        if (delivery.NextAttemptAt > now)
        {
            return delivery.NextAttemptAt;
        }

        var begun = delivery with { Attempts = delivery.Attempts + 1, LastAttemptAt = now, NextAttemptAt = now + Claim };
        if (await store.TryUpdateAsync(ended with { Value = ended.Value with { Webhook = begun } }, cancellationToken) is not { } claimed)
        {
            // Another process was faster.
            return now + Claim;
        }

        var sent = await webhooks.SendAsync(await MessageAsync(claimed.Value, cancellationToken), cancellationToken);
        var next = sent.TryGet(out _, out var failure) ? begun with { Status = DeliveryStatus.Delivered, NextAttemptAt = null, LastError = null }
            : begun.Attempts <= Pauses.Length ? begun with { NextAttemptAt = time.GetUtcNow() + Pauses[begun.Attempts - 1], LastError = failure.Message }
            : begun with { Status = DeliveryStatus.Failed, NextAttemptAt = null, LastError = failure.Message };

        // Begun, it is not the host's to break off: what was sent and is not noted is sent again.
        await store.TryUpdateAsync(claimed with { Value = claimed.Value with { Webhook = next } }, CancellationToken.None);
        return next.NextAttemptAt;
    }

    private async Task<WebhookMessage> MessageAsync(AsyncInvocationRecord invocation, CancellationToken cancellationToken)
    {
        var outcome = invocation.Status == AsyncInvocationStatus.Succeeded ? await store.ReadOutcomeAsync(invocation.AgentId, invocation.Ids.InvocationId, cancellationToken) : null;
        var message = new AsyncInvocationMessage
        {
            Type = invocation.Status switch
            {
                AsyncInvocationStatus.Succeeded => "invocation.succeeded",
                AsyncInvocationStatus.Cancelled => "invocation.cancelled",
                _ => "invocation.failed",
            },
            Timestamp = invocation.EndedAt!.Value,
            Data = invocation.ToContract(outcome?.Output) with { Webhook = null },
        };
        return new WebhookMessage
        {
            Id = invocation.Ids.InvocationId,
            Address = new Uri(invocation.Webhook!.Url),
            Body = JsonSerializer.SerializeToUtf8Bytes(message, ApiJsonContext.Default.AsyncInvocationMessage),
            Key = await keys.KeyAsync(invocation, cancellationToken),
        };
    }
}
