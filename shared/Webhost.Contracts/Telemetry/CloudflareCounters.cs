namespace Webhost.Contracts.Telemetry;

/// <summary>Provider-specific counters (master spec §6.4).</summary>
public sealed record CloudflareCounters
{
    /// <summary>Durable Object operations.</summary>
    public long? DurableObjectOps { get; init; }

    /// <summary>Workers AI calls.</summary>
    public long? WorkersAICalls { get; init; }
}
