namespace Webhost.Contracts.Limits;

/// <summary>A limit with what is left of it.</summary>
public sealed record LimitState
{
    /// <summary>requestsPerMonth, tokensPerMonth, computeMsPerMonth, spendCapUsd, storageBytes, agents, agentCoreAgents, requestsPerSecondPerUser or requestsPerSecondPerAgent.</summary>
    public required string Name { get; init; }

    /// <summary>How much is used.</summary>
    public required decimal Used { get; init; }

    /// <summary>How much the plan allows; null for unlimited.</summary>
    public decimal? Allowed { get; init; }

    /// <summary>When it is full again; null for limits that don't reset.</summary>
    public DateTimeOffset? ResetsAt { get; init; }
}
