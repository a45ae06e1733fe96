namespace Webhost.Contracts.Alerts;

/// <summary>The body of <c>POST /v1/billing/alerts/confirm-email</c>.</summary>
public sealed record ConfirmEmailRequest
{
    /// <summary>The code that was sent to the address.</summary>
    public string? Code { get; init; }
}
