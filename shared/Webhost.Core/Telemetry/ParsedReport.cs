using Webhost.Contracts.Telemetry;

namespace Webhost.Core.Telemetry;

/// <summary>A report as it was read.</summary>
/// <param name="SentAt">The time inside the signed body; null when there is none.</param>
/// <param name="Events">The events.</param>
/// <param name="Logs">The log lines; null for one that is not well-formed.</param>
internal sealed record ParsedReport(DateTimeOffset? SentAt, IReadOnlyList<ParsedEvent> Events, IReadOnlyList<TelemetryLogLine?> Logs);
