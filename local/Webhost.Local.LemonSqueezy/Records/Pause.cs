namespace Webhost.Local.LemonSqueezy.Records;

/// <summary>How a subscription is paused.</summary>
internal sealed record Pause
{
    /// <summary><c>void</c>: invoices are written and voided; <c>free</c>: the service goes on without any.</summary>
    public required string Mode { get; init; }

    public DateTimeOffset? ResumesAt { get; init; }
}
