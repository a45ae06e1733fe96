namespace Webhost.Contracts.Billing;

/// <summary>The answer to a webhook: it is stored.</summary>
public sealed record WebhookReceipt
{
    /// <summary>The event's id here: the SHA-256 of its body.</summary>
    public required string EventId { get; init; }

    /// <summary>Whether it was here before.</summary>
    public required bool Duplicate { get; init; }
}
