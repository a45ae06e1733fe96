namespace Webhost.Contracts.Billing;

/// <summary>What a plan offers of the AgentCore runtime.</summary>
public sealed record AgentCoreOffer
{
    /// <summary><c>none</c>, <c>addOn</c> or <c>included</c>.</summary>
    public required string Access { get; init; }

    /// <summary>How many agents the price includes; null for unlimited.</summary>
    public long? IncludedAgents { get; init; }

    /// <summary>US dollars a month for each further agent; null when no more can be had.</summary>
    public decimal? AddOnUsd { get; init; }
}
