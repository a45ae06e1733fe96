using Webhost.Contracts.Costs;

namespace Webhost.Contracts.UsageReports;

/// <summary>How much was used and what it costs.</summary>
public record UsageAmounts
{
    /// <summary>Invocations.</summary>
    public required long Requests { get; init; }

    /// <summary>Tokens.</summary>
    public required long Tokens { get; init; }

    /// <summary>Milliseconds of compute.</summary>
    public required long ComputeMs { get; init; }

    /// <summary>US dollars, an estimate always.</summary>
    public required decimal CostUsd { get; init; }

    /// <summary>US dollars that the provider states for the part that it has stated, by whole days in UTC; absent when it has stated nothing.</summary>
    public decimal? CostReconciledUsd { get; init; }

    /// <summary>Whether the provider has stated what it costs.</summary>
    public required CostStatus CostStatus { get; init; }
}
