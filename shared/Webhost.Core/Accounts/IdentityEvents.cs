using System.Text.Json;
using Microsoft.Extensions.Logging;
using Webhost.Contracts.Identity;
using Webhost.Core.Deployments;
using Webhost.Core.Identity;
using Webhost.Core.Results;
using Webhost.Core.Users;
using Webhost.Core.Webhooks;

namespace Webhost.Core.Accounts;

/// <summary>
/// Takes what the identity provider says of its users by signed webhooks: whoever is deleted there is deleted here, in the way of the account page. Repeats change nothing, so that
/// no event is kept.
/// </summary>
public sealed partial class IdentityEvents(OidcOptions options, OidcTokenVerifier issuer, AccountDeletions deletions, TimeProvider time, ILogger<IdentityEvents> logger)
{
    /// <summary>The largest body in bytes.</summary>
    public const int MaximumBytes = 256 * 1024;

    private const string UserDeleted = "user.deleted";

    /// <summary>Takes a webhook. Failures: NotFound (no secret is set up), Unauthenticated (signature, age), Invalid, Unavailable, Conflict; the provider sends it again then. A repeat is a success.</summary>
    public async Task<Result<IdentityWebhookReceipt>> ReceiveAsync(ReceivedWebhook message, IOrchestrations orchestrations, CancellationToken cancellationToken)
    {
        if (options.WebhookKey is not { } key)
        {
            return new Failure.NotFound("Webhooks of the identity provider are not set up on this installation.");
        }

        // The signature first: nobody else's bodies make any work.
        if (!WebhookSignature.IsValid(message, key, time.GetUtcNow()))
        {
            return new Failure.Unauthenticated("The webhook is not signed by the identity provider, or was sent more than five minutes ago.");
        }

        if (!Read(message.Body).TryGet(out var said, out var failure))
        {
            return failure;
        }

        if (said.Subject is not { } subject)
        {
            return new IdentityWebhookReceipt { Type = said.Type };
        }

        if (!(await issuer.FindIssuerAsync(cancellationToken)).TryGet(out var issuedBy, out failure))
        {
            return failure;
        }

        var userId = UserId.Of(issuedBy, subject);
        var begun = await deletions.StartForProviderAsync(userId, orchestrations, cancellationToken);
        if (!begun.TryGet(out var deletion, out failure) && failure is not Failure.NotFound)
        {
            return failure;
        }

        Deleted(userId.Value, message.Id!, deletion?.DeletionId ?? "nothing");
        return new IdentityWebhookReceipt { Type = said.Type, DeletionId = deletion?.DeletionId };
    }

    /// <summary>The event's type, and the user who was deleted; null for an event of another type. What else stands in it is the provider's own.</summary>
    private static Result<(string Type, string? Subject)> Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (TextOf(document.RootElement, "type") is not { } type)
            {
                return Failure.Invalid.At("type", "The event has no type.");
            }

            if (!string.Equals(type, UserDeleted, StringComparison.Ordinal))
            {
                return (type, null);
            }

            return document.RootElement.TryGetProperty("data", out var data) && TextOf(data, "id") is { } subject
                ? (type, subject)
                : Failure.Invalid.At("data.id", "The event names no user.");
        }
        catch (JsonException)
        {
            return Failure.Invalid.At("body", "The body is no JSON.");
        }
    }

    private static string? TextOf(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    [LoggerMessage(Level = LogLevel.Information, Message = "The identity provider has deleted the user {UserId} (message {MessageId}): {DeletionId} is under way.")]
    private partial void Deleted(string userId, string messageId, string deletionId);
}
