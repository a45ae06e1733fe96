namespace Webhost.Local.LemonSqueezy.Records;

/// <summary>A line of the delivery log.</summary>
internal sealed record DeliveryAttempt : IRecord
{
    public const string Event = "event";
    public const string Retry = "retry";
    public const string Duplicate = "duplicate";
    public const string Resend = "resend";
    public const string Storm = "storm";

    /// <summary>A 200 came back.</summary>
    public const string Delivered = "delivered";

    /// <summary>No 200, and it will be tried again.</summary>
    public const string WillRetry = "will_retry";

    /// <summary>No 200, and it is over.</summary>
    public const string Failed = "failed";

    /// <summary>Never sent, by a fault.</summary>
    public const string Lost = "lost";

    public required long Id { get; init; }

    public required long EventId { get; init; }

    public required string EventName { get; init; }

    public required string Url { get; init; }

    public required int Attempt { get; init; }

    public required string Cause { get; init; }

    public required string Outcome { get; init; }

    /// <summary>The HTTP status; null when there was no answer.</summary>
    public int? Status { get; init; }

    /// <summary>Why there was none.</summary>
    public string? Error { get; init; }

    public required DateTimeOffset At { get; init; }
}
