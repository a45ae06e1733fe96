namespace Webhost.Contracts.Billing;

/// <summary>The body of <c>POST /v1/operator/billing/replay</c>: one event, or those that came within a time.</summary>
public sealed record ReplayRequest
{
    /// <summary>The one event; then the other members are absent.</summary>
    public string? EventId { get; init; }

    /// <summary>Received at this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Received before this time.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Only those in this state.</summary>
    public WebhookEventState? State { get; init; }
}
