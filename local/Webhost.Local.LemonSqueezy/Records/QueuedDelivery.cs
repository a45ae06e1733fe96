namespace Webhost.Local.LemonSqueezy.Records;

/// <summary>A delivery that is still to be made.</summary>
internal sealed record QueuedDelivery : IRecord
{
    /// <summary>Of those due at one time, the lowest is first.</summary>
    public required long Id { get; init; }

    public required long EventId { get; init; }

    /// <summary>From 1; the fourth is the last.</summary>
    public int Attempt { get; init; } = 1;

    public required DateTimeOffset DueAt { get; init; }

    /// <summary>One of <see cref="DeliveryAttempt"/>'s causes.</summary>
    public required string Cause { get; init; }

    /// <summary>The fault that holds it back; 0 for one that nobody releases but a person.</summary>
    public long? HeldBy { get; init; }
}
