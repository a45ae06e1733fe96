namespace Webhost.Core.Telemetry;

/// <summary>Bounds of telemetry (section <c>Telemetry</c>).</summary>
public sealed record TelemetryOptions
{
    /// <summary>How many events and log lines may wait to be written at once, long texts counted by the 1,024 characters; a report beyond is asked to come again.</summary>
    public int QueueCapacity { get; init; } = 20_000;

    /// <summary>How many transactions are under way at once.</summary>
    public int ParallelWrites { get; init; } = 16;

    /// <summary>How many measurements of the gateway may wait to be written; at more, invocations are asked to come again.</summary>
    public int MeasurementCapacity { get; init; } = 50_000;

    /// <summary>How long the event of an invocation is waited for; from then on the invocation counts as unreported.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromMinutes(15);
}
