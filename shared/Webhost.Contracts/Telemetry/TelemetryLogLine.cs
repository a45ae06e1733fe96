namespace Webhost.Contracts.Telemetry;

/// <summary>A log line that a workload reports.</summary>
public sealed record TelemetryLogLine
{
    /// <summary>Unique per deployment; a repeat is a no-op.</summary>
    public string? Id { get; init; }

    /// <summary>When it was written.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>debug, info, warn or error.</summary>
    public string? Level { get; init; }

    /// <summary>At most 8 KB; longer text is cut.</summary>
    public string? Message { get; init; }

    /// <summary>log, console or exception.</summary>
    public string? Source { get; init; }

    /// <summary>The W3C trace id.</summary>
    public string? TraceId { get; init; }

    /// <summary>The invocation.</summary>
    public string? InvocationId { get; init; }

    /// <summary>The session.</summary>
    public string? SessionId { get; init; }

    /// <summary>The stack of an uncaught error.</summary>
    public string? Stack { get; init; }
}
