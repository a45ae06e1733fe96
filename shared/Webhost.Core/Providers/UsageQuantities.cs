namespace Webhost.Core.Providers;

/// <summary>Quantities that cost money at a provider.</summary>
public sealed record UsageQuantities
{
    /// <summary>When it was used: which prices held. Null for now.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Invocations.</summary>
    public required long Requests { get; init; }

    /// <summary>Milliseconds of wall time in the runtime.</summary>
    public required long ComputeMs { get; init; }

    /// <summary>Tokens.</summary>
    public long Tokens { get; init; }

    /// <summary>Tools that were called.</summary>
    public long ToolCalls { get; init; }

    /// <summary>Durable Object operations, where the runtime has them.</summary>
    public long DurableObjectOps { get; init; }

    /// <summary>Workers AI calls, where the runtime has them.</summary>
    public long WorkersAICalls { get; init; }

    /// <summary>Milliseconds that sessions lived, where the runtime bills them.</summary>
    public long SessionDurationMs { get; init; }

    /// <summary>Browser interactions, where the runtime has them.</summary>
    public long BrowserInteractions { get; init; }
}
