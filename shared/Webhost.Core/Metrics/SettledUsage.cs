namespace Webhost.Core.Metrics;

/// <summary>What gateways measured themselves: what they settle an invocation with before its workload has reported.</summary>
/// <param name="Tokens">Tokens as answers said.</param>
/// <param name="ComputeMs">Milliseconds that invocations took.</param>
/// <param name="CostUsd">US dollars, an estimate.</param>
public sealed record SettledUsage(long Tokens, long ComputeMs, decimal CostUsd)
{
    /// <summary>Nothing.</summary>
    public static readonly SettledUsage None = new(0, 0, 0);

    /// <summary>The sum of two.</summary>
    public static SettledUsage operator +(SettledUsage left, SettledUsage right) => new(left.Tokens + right.Tokens, left.ComputeMs + right.ComputeMs, left.CostUsd + right.CostUsd);
}
