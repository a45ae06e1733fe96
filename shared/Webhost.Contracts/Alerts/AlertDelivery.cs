namespace Webhost.Contracts.Alerts;

/// <summary>What became of an alert by one way.</summary>
public sealed record AlertDelivery
{
    /// <summary><c>webhook</c> or <c>email</c>.</summary>
    public required string Channel { get; init; }

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
