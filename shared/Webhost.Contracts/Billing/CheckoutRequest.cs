namespace Webhost.Contracts.Billing;

/// <summary>The body of <c>POST /v1/billing/checkout</c>.</summary>
public sealed record CheckoutRequest
{
    /// <summary>The plan to buy.</summary>
    public string? Tier { get; init; }

    /// <summary>For how many agents on AgentCore to pay beside the plan; where the plan offers that.</summary>
    public int? AgentCoreAddOns { get; init; }
}
