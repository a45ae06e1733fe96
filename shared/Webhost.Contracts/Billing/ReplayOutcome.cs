namespace Webhost.Contracts.Billing;

/// <summary>The answer to a replay.</summary>
public sealed record ReplayOutcome
{
    /// <summary>The events as they are now.</summary>
    public required IReadOnlyList<WebhookEvent> Events { get; init; }

    /// <summary>Whether there are more in the range: replay again from the last one's time.</summary>
    public required bool More { get; init; }
}
