namespace Webhost.Contracts.Limits;

/// <summary>The answer of <c>GET /v1/limits</c>.</summary>
public sealed record LimitsView
{
    /// <summary>The plan.</summary>
    public required string Tier { get; init; }

    /// <summary>The billing period, such as <c>2026-11</c>.</summary>
    public required string Period { get; init; }

    /// <summary>Each limit.</summary>
    public required IReadOnlyList<LimitState> Limits { get; init; }
}
