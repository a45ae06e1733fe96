using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Webhost.Contracts.Billing;
using Webhost.Core.Results;

namespace Webhost.Core.Billing;

/// <summary>
/// Takes webhooks: checks the signature over the raw body, stores the event under the hash of that body, and only then answers. What it says is processed
/// behind the answer, by this process at once or by any other later.
/// </summary>
public sealed partial class WebhookInbox(BillingConnection billing, IWebhookEventStore store, WebhookQueue queue, TimeProvider time, ILogger<WebhookInbox> logger)
{
    /// <summary>The largest body in bytes.</summary>
    public const int MaximumBytes = 256 * 1024;

    /// <summary>Takes a webhook. Failures: NotFound (billing is off), Unauthenticated (signature), Invalid. A repeat is a success.</summary>
    public async Task<Result<WebhookReceipt>> ReceiveAsync(ReadOnlyMemory<byte> body, string? signature, CancellationToken cancellationToken)
    {
        if (billing.Provider is not { } provider)
        {
            return new Failure.NotFound("Billing is not set up on this installation.");
        }

        // The signature first: nobody else's bodies make any work.
        if (!provider.IsSigned(body.Span, signature))
        {
            return new Failure.Unauthenticated("The webhook is not signed by the payment provider.");
        }

        if (!provider.ReadEvent(body).TryGet(out var said, out var failure))
        {
            return failure;
        }

        var item = new StoredEvent
        {
            EventId = Convert.ToHexStringLower(SHA256.HashData(body.Span)),
            Name = said.Name,
            Subject = said.Subject,
            Document = said.Document,
            ReceivedAt = time.GetUtcNow(),
            State = said.IgnoredBecause is null ? WebhookEventState.Pending : WebhookEventState.Ignored,
            Reason = said.IgnoredBecause,
        };
        var added = await store.TryAddAsync(item, cancellationToken);
        if (added)
        {
            Received(item.Name, item.EventId, item.Subject, item.Reason);
        }

        if (added && item.State == WebhookEventState.Pending)
        {
            queue.Add(item.EventId);
        }

        return new WebhookReceipt { EventId = item.EventId, Duplicate = !added };
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Received {Name} as {EventId} about {Subject}. {Reason}")]
    private partial void Received(string name, string eventId, string? subject, string? reason);
}
