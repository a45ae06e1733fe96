namespace Webhost.Core.Providers;

/// <summary>What an invocation used besides what its caller is told, as its answer said or its adapter saw.</summary>
public sealed record RuntimeCounters
{
    /// <summary>Milliseconds that the session lived and that no invocation before has counted.</summary>
    public long SessionDurationMs { get; init; }

    /// <summary>Browser interactions.</summary>
    public long BrowserInteractions { get; init; }
}
