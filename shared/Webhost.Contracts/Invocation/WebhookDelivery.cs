using Webhost.Contracts.Alerts;

namespace Webhost.Contracts.Invocation;

/// <summary>What became of the message to an invocation's webhook.</summary>
public sealed record WebhookDelivery
{
    /// <summary>Where it goes.</summary>
    public required string Url { get; init; }

    /// <summary>Where it stands.</summary>
    public required DeliveryStatus Status { get; init; }

    /// <summary>How often it was tried.</summary>
    public required int Attempts { get; init; }

    /// <summary>When it was last tried.</summary>
    public DateTimeOffset? LastAttemptAt { get; init; }

    /// <summary>When it is tried again; absent at its end.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>Why the last attempt failed.</summary>
    public string? LastError { get; init; }
}
