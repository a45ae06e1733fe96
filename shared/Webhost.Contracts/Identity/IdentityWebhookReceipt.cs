namespace Webhost.Contracts.Identity;

/// <summary>The answer to the identity provider's webhook.</summary>
public sealed record IdentityWebhookReceipt
{
    /// <summary>The event's type, such as <c>user.deleted</c>, which is the only one that does something.</summary>
    public required string Type { get; init; }

    /// <summary>The deletion that the event began, or that was under way; null when the event is about something else, or about a user who has no account here (any more).</summary>
    public string? DeletionId { get; init; }
}
