namespace Webhost.Contracts.Health;

/// <summary>The answer of <c>GET /readyz</c>.</summary>
public sealed record Readiness
{
    /// <summary>Whether every check passed.</summary>
    public required bool Ready { get; init; }

    /// <summary>Each check by name.</summary>
    public required IReadOnlyDictionary<string, ReadinessCheck> Checks { get; init; }
}
