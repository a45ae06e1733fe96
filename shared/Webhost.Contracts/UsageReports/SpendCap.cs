namespace Webhost.Contracts.UsageReports;

/// <summary>The answer to <c>PUT /v1/billing/spend-cap</c>.</summary>
public sealed record SpendCap
{
    /// <summary>The most US dollars, estimated, that a billing period may cost; absent for no cap.</summary>
    public decimal? Usd { get; init; }
}
