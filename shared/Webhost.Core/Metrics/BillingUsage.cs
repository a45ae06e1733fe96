namespace Webhost.Core.Metrics;

/// <summary>What a user used in a billing period (master spec §6.5), as far as it is rolled up.</summary>
public sealed record BillingUsage
{
    /// <summary>The owner.</summary>
    public required string UserId { get; init; }

    /// <summary>The period's key.</summary>
    public required string Period { get; init; }

    /// <summary>Invocations.</summary>
    public required long TotalRequests { get; init; }

    /// <summary>Tokens.</summary>
    public required long TotalTokens { get; init; }

    /// <summary>Milliseconds of compute.</summary>
    public required long TotalComputeMs { get; init; }

    /// <summary>US dollars, an estimate.</summary>
    public required decimal TotalCostUsd { get; init; }

    /// <summary>The same by runtime.</summary>
    public required IReadOnlyDictionary<string, RuntimeUsage> Runtimes { get; init; }

    /// <summary>The same by agent, removed ones included.</summary>
    public required IReadOnlyDictionary<string, RuntimeUsage> Agents { get; init; }

    /// <summary>What of it gateways settled at once.</summary>
    public required SettledUsage Settled { get; init; }

    /// <summary>What telemetry adds to what gateways settled.</summary>
    public SettledUsage Extra => new(TotalTokens - Settled.Tokens, TotalComputeMs - Settled.ComputeMs, TotalCostUsd - Settled.CostUsd);
}
