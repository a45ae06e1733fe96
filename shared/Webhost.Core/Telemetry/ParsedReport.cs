using Webhost.Contracts.Telemetry;

namespace Webhost.Core.Telemetry;

/// <summary>A report as it was read.</summary>
/// <param name="SentAt">The time inside the signed body; null when there is none.</param>
/// <param name="Events">The events with their ids as they came; the event is null when it is not well-formed.</param>
/// <param name="Logs">The log lines.</param>
internal sealed record ParsedReport(DateTimeOffset? SentAt, IReadOnlyList<(TelemetryEvent? Event, string? EventId)> Events, IReadOnlyList<TelemetryLogLine> Logs);
