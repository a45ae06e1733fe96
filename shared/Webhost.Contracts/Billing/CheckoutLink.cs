namespace Webhost.Contracts.Billing;

/// <summary>The answer of <c>POST /v1/billing/checkout</c>.</summary>
public sealed record CheckoutLink
{
    /// <summary>Where to pay.</summary>
    public required Uri Url { get; init; }

    /// <summary>Until when the link is good; null for ever.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
