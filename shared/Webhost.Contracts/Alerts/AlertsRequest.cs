namespace Webhost.Contracts.Alerts;

/// <summary>The body of <c>PUT /v1/billing/alerts</c>: replaces what was set before.</summary>
public sealed record AlertsRequest
{
    /// <summary>Where alerts are sent to by POST; no webhook when absent. A new address gets a new secret.</summary>
    public string? WebhookUrl { get; init; }

    /// <summary>Where alerts are sent to by e-mail; none when absent. Another address than the account's must be confirmed with the code that is sent to it.</summary>
    public string? Email { get; init; }

    /// <summary>At which percentages of a limit; 50, 75, 90 and 100 when absent.</summary>
    public IReadOnlyList<int>? Thresholds { get; init; }
}
