namespace Webhost.Contracts.Billing;

/// <summary>The answer of <c>GET /v1/billing/plans</c>.</summary>
public sealed record PlansView
{
    /// <summary>The caller's plan.</summary>
    public required string Current { get; init; }

    /// <summary>Every plan, from the smallest to the largest.</summary>
    public required IReadOnlyList<PlanOffer> Plans { get; init; }
}
