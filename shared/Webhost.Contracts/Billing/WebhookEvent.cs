namespace Webhost.Contracts.Billing;

/// <summary>A stored event, for operators.</summary>
public sealed record WebhookEvent
{
    /// <summary>The SHA-256 of its body.</summary>
    public required string EventId { get; init; }

    /// <summary>The provider's name of it, such as <c>subscription_updated</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What became of it.</summary>
    public required WebhookEventState State { get; init; }

    /// <summary>Why, where that is not plain.</summary>
    public string? Reason { get; init; }

    /// <summary>What it is about: a subscription's or an order's id at the provider.</summary>
    public string? Subject { get; init; }

    /// <summary>When it came.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>When it was last processed.</summary>
    public DateTimeOffset? ProcessedAt { get; init; }

    /// <summary>How often processing it failed.</summary>
    public required int FailedAttempts { get; init; }
}
