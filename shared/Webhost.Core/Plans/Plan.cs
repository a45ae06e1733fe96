namespace Webhost.Core.Plans;

/// <summary>What a subscription tier includes (master spec §12). Null means unlimited.</summary>
public sealed record Plan
{
    /// <summary>The runtime that not every plan includes.</summary>
    public const string AgentCoreRuntime = "agentcore";

    /// <summary>The tier's name.</summary>
    public required string Tier { get; init; }

    /// <summary>US dollars a month.</summary>
    public required decimal PriceUsd { get; init; }

    /// <summary>How many agents a user may have.</summary>
    public required long? Agents { get; init; }

    /// <summary>Invocations in a billing period.</summary>
    public required long? RequestsPerMonth { get; init; }

    /// <summary>Tokens in a billing period.</summary>
    public required long? TokensPerMonth { get; init; }

    /// <summary>Milliseconds of compute in a billing period.</summary>
    public required long? ComputeMsPerMonth { get; init; }

    /// <summary>Bytes of stored artifacts; also bounds a single upload.</summary>
    public required long? StorageBytes { get; init; }

    /// <summary>How many days logs and raw events are kept.</summary>
    public required int LogRetentionDays { get; init; }

    /// <summary>Invocations a second for all of a user's agents together.</summary>
    public required int RequestsPerSecondPerUser { get; init; }

    /// <summary>Invocations a second for one agent.</summary>
    public required int RequestsPerSecondPerAgent { get; init; }

    /// <summary>Whether the AgentCore runtime is in the plan.</summary>
    public required AgentCoreAccess AgentCore { get; init; }

    /// <summary>How many agents on AgentCore are included.</summary>
    public required long AgentCoreAgents { get; init; }

    /// <summary>How many agents on AgentCore a user may have who pays for some beside the plan.</summary>
    public long AgentCoreAgentsWith(long addOns) => AgentCore switch
    {
        AgentCoreAccess.None => 0,
        AgentCoreAccess.AddOn => addOns,
        _ => AgentCoreAgents > long.MaxValue - addOns ? long.MaxValue : AgentCoreAgents + addOns,
    };

    /// <summary>Whether the plan lets an agent run on a runtime.</summary>
    public bool Includes(string runtimeProvider) =>
        !string.Equals(runtimeProvider, AgentCoreRuntime, StringComparison.Ordinal) || AgentCore != AgentCoreAccess.None;
}
