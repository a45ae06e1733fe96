using Webhost.Core.Providers;

namespace Webhost.Core.Plans;

/// <summary>What a subscription tier includes (master spec §12). Null means unlimited.</summary>
public sealed record Plan
{
    /// <summary>The tier's name.</summary>
    public required string Tier { get; init; }

    /// <summary>What the plan is called where people read it.</summary>
    public string Name => PlanCatalog.NameOf(Tier);

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

    /// <summary>How long an invocation may take, where its runtime allows that; null for what holds for all (<c>Invocation__TimeoutSeconds</c>).</summary>
    public TimeSpan? InvocationTimeout { get; init; }

    /// <summary>Whether the AgentCore runtime is in the plan.</summary>
    public required AgentCoreAccess AgentCore { get; init; }

    /// <summary>How many agents on AgentCore are included.</summary>
    public required long AgentCoreAgents { get; init; }

    /// <summary>US dollars a month for each agent on AgentCore beyond those that are included; null when no more can be had.</summary>
    public decimal? AgentCoreAddOnUsd { get; init; }

    /// <summary>How many agents may be on a runtime; null for as many as the plan has agents.</summary>
    /// <param name="runtimeProvider">The runtime.</param>
    /// <param name="addOns">For how many the user pays beside the plan.</param>
    public long? PlacesOn(string runtimeProvider, long addOns) => Runtimes.HasPlaces(runtimeProvider)
        ? AgentCore switch
        {
            AgentCoreAccess.None => 0,
            _ when AgentCoreAgents > long.MaxValue - addOns => null,
            _ => AgentCoreAgents + addOns,
        }
        : null;
}
