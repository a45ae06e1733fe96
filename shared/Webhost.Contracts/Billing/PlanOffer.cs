namespace Webhost.Contracts.Billing;

/// <summary>A plan with its price and every limit. An absent limit is unlimited.</summary>
public sealed record PlanOffer
{
    /// <summary>The plan's name.</summary>
    public required string Tier { get; init; }

    /// <summary>US dollars a month.</summary>
    public required decimal PriceUsd { get; init; }

    /// <summary>Whether the caller has it.</summary>
    public required bool Current { get; init; }

    /// <summary>Whether <c>POST /v1/billing/checkout</c> sells it.</summary>
    public required bool Purchasable { get; init; }

    /// <summary>Whether usage beyond the price is billed by measure.</summary>
    public required bool Metered { get; init; }

    /// <summary>How many agents a user may have.</summary>
    public long? Agents { get; init; }

    /// <summary>Invocations in a billing period.</summary>
    public long? RequestsPerMonth { get; init; }

    /// <summary>Tokens in a billing period.</summary>
    public long? TokensPerMonth { get; init; }

    /// <summary>Milliseconds of compute in a billing period.</summary>
    public long? ComputeMsPerMonth { get; init; }

    /// <summary>Bytes of stored artifacts.</summary>
    public long? StorageBytes { get; init; }

    /// <summary>Days that logs and raw events are kept.</summary>
    public required int LogRetentionDays { get; init; }

    /// <summary>Invocations a second for all of a user's agents together.</summary>
    public required int RequestsPerSecondPerUser { get; init; }

    /// <summary>Invocations a second for one agent.</summary>
    public required int RequestsPerSecondPerAgent { get; init; }

    /// <summary>The AgentCore runtime.</summary>
    public required AgentCoreOffer AgentCore { get; init; }
}
