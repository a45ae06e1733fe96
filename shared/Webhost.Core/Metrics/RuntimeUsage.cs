namespace Webhost.Core.Metrics;

/// <summary>What a user used on one runtime.</summary>
public sealed record RuntimeUsage(long Requests, long Tokens, long ComputeMs, decimal CostUsd);
