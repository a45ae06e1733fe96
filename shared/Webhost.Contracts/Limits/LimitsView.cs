namespace Webhost.Contracts.Limits;

/// <summary>The answer of <c>GET /v1/limits</c>.</summary>
public sealed record LimitsView
{
    /// <summary>The plan.</summary>
    public required string Tier { get; init; }

    /// <summary>The billing period: <c>2026-11</c> for a calendar month, <c>2026-11-17</c> for one that begins on that day.</summary>
    public required string Period { get; init; }

    /// <summary>When the period began, inclusive.</summary>
    public required DateTimeOffset PeriodStart { get; init; }

    /// <summary>When it ends, exclusive: then its limits are full again.</summary>
    public required DateTimeOffset PeriodEnd { get; init; }

    /// <summary>Each limit.</summary>
    public required IReadOnlyList<LimitState> Limits { get; init; }
}
