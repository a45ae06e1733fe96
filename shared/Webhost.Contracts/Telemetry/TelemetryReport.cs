namespace Webhost.Contracts.Telemetry;

/// <summary>A signed batch of events and log lines.</summary>
public sealed record TelemetryReport
{
    /// <summary>When the batch was sent; inside the signed body, so that it can't be replayed after the window.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>The events.</summary>
    public IReadOnlyList<TelemetryEvent>? Events { get; init; }

    /// <summary>The log lines.</summary>
    public IReadOnlyList<TelemetryLogLine>? Logs { get; init; }
}
