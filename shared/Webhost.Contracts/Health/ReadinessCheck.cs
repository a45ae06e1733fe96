namespace Webhost.Contracts.Health;

/// <summary>One check of readiness.</summary>
/// <param name="Ok">Whether it passed.</param>
/// <param name="Message">Why not; null when it passed.</param>
public sealed record ReadinessCheck(bool Ok, string? Message);
