using Webhost.Core.Limits;

namespace Webhost.Core.Providers;

/// <summary>How the agent's owner stands when an invocation is admitted (runtime provider interface §3.4).</summary>
public sealed record LimitsContext
{
    /// <summary>The plan's tier.</summary>
    public required string Tier { get; init; }

    /// <summary>Whether the plan includes this runtime (§10.2.5): an adapter refuses when it is false.</summary>
    public required bool Entitled { get; init; }

    /// <summary>
    /// What is left of the billing period, without what is reserved for this invocation, as this process knows it. <see cref="QuotaAmounts.Unlimited"/> or thereabouts where the
    /// plan has no limit, or the owner no spend cap. The gateway enforces it: an adapter may use it, and need not.
    /// </summary>
    public required QuotaAmounts Remaining { get; init; }
}
