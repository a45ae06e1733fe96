namespace Webhost.Core.Metrics;

/// <summary>What a user used in a billing period (master spec §6.5), as far as it is rolled up.</summary>
public sealed record BillingUsage
{
    /// <summary>The owner.</summary>
    public required string UserId { get; init; }

    /// <summary>The period, such as <c>2026-11</c>.</summary>
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
}
