namespace Webhost.Contracts.Telemetry;

/// <summary>An event that was refused.</summary>
/// <param name="EventId">The event; null if it named none.</param>
/// <param name="Reason">Why.</param>
public sealed record TelemetryRejection(string? EventId, string Reason);
