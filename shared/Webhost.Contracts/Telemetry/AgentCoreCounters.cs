namespace Webhost.Contracts.Telemetry;

/// <summary>Provider-specific counters (master spec §6.4).</summary>
public sealed record AgentCoreCounters
{
    /// <summary>Milliseconds that the session has lived.</summary>
    public long? SessionDurationMs { get; init; }

    /// <summary>Tools that were called.</summary>
    public long? ToolInvocations { get; init; }

    /// <summary>Browser interactions.</summary>
    public long? BrowserInteractions { get; init; }
}
