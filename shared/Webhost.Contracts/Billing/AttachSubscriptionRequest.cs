namespace Webhost.Contracts.Billing;

/// <summary>The body of <c>POST /v1/operator/billing/attach</c>: says whose a subscription is that no event could tell.</summary>
public sealed record AttachSubscriptionRequest
{
    /// <summary>The subscription's id at the payment provider.</summary>
    public string? SubscriptionId { get; init; }

    /// <summary>The account.</summary>
    public string? UserId { get; init; }
}
