namespace Webhost.Core.Metrics;

/// <summary>What was used on one runtime, or by one agent.</summary>
public sealed record RuntimeUsage(long Requests, long Tokens, long ComputeMs, decimal CostUsd)
{
    /// <summary>Nothing.</summary>
    public static readonly RuntimeUsage None = new(0, 0, 0, 0);

    /// <summary>The sum of two.</summary>
    public static RuntimeUsage operator +(RuntimeUsage left, RuntimeUsage right) =>
        new(left.Requests + right.Requests, left.Tokens + right.Tokens, left.ComputeMs + right.ComputeMs, left.CostUsd + right.CostUsd);
}
