using Webhost.Contracts.Telemetry;

namespace Webhost.Core.Telemetry;

/// <summary>An event as it was read.</summary>
/// <param name="EventId">Its id as it came; null when it named none.</param>
/// <param name="Event">The event; null when it is not well-formed.</param>
/// <param name="Refusal">What is wrong with one that is not well-formed.</param>
internal sealed record ParsedEvent(string? EventId, TelemetryEvent? Event, Refusal? Refusal);
