namespace Webhost.Core.Metrics;

/// <summary>What an agent's hour or day adds to its owner's usage.</summary>
public sealed record AgentUsage
{
    /// <summary>Of which revision of the roll-up it is made.</summary>
    public required long Revision { get; init; }

    /// <summary>By runtime.</summary>
    public required IReadOnlyDictionary<string, RuntimeUsage> Runtimes { get; init; }

    /// <summary>What of it gateways settled at once.</summary>
    public required SettledUsage Settled { get; init; }

    /// <summary>The usage of some roll-ups.</summary>
    public static AgentUsage Of(long revision, IReadOnlyList<DeploymentRollup> rollups) => new()
    {
        Revision = revision,
        Runtimes = rollups.GroupBy(rollup => rollup.RuntimeProvider, StringComparer.Ordinal).ToDictionary(
            group => group.Key,
            group => group.Aggregate(RuntimeUsage.None, (sum, rollup) => sum + new RuntimeUsage(rollup.Requests, rollup.Tokens, rollup.ComputeMs, rollup.CostUsd)),
            StringComparer.Ordinal),
        Settled = rollups.Aggregate(SettledUsage.None, (sum, rollup) => sum + rollup.Settled),
    };
}
