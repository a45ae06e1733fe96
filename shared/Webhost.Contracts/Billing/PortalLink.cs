namespace Webhost.Contracts.Billing;

/// <summary>The answer of <c>GET /v1/billing/portal</c>.</summary>
public sealed record PortalLink
{
    /// <summary>Where to see and change the subscription and its payment method. The link is signed and good for about a day: ask for it when it is needed.</summary>
    public required Uri Url { get; init; }
}
