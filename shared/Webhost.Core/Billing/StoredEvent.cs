using Webhost.Contracts.Billing;

namespace Webhost.Core.Billing;

/// <summary>An event as it is stored before anything is done about it.</summary>
public sealed record StoredEvent
{
    /// <summary>The SHA-256 of its raw body, in lower-case hexadecimal.</summary>
    public required string EventId { get; init; }

    /// <summary>The provider's name of it.</summary>
    public required string Name { get; init; }

    /// <summary>What it is about.</summary>
    public string? Subject { get; init; }

    /// <summary>The document that is left of the body (<see cref="BillingEvent.Document"/>).</summary>
    public required string Document { get; init; }

    /// <summary>When it came.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>What became of it.</summary>
    public required WebhookEventState State { get; init; }

    /// <summary>Why, where that is not plain.</summary>
    public string? Reason { get; init; }

    /// <summary>When it was last processed.</summary>
    public DateTimeOffset? ProcessedAt { get; init; }

    /// <summary>What became of it before a replay; a replay that changes nothing gives it back.</summary>
    public WebhookEventState? Before { get; init; }

    /// <summary>How often processing it failed.</summary>
    public int FailedAttempts { get; init; }

    /// <summary>When it may be tried again after a failure.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>The event as operators see it.</summary>
    public WebhookEvent ToContract() => new()
    {
        EventId = EventId,
        Name = Name,
        State = State,
        Reason = Reason,
        Subject = Subject,
        ReceivedAt = ReceivedAt,
        ProcessedAt = ProcessedAt,
        FailedAttempts = FailedAttempts,
    };
}
