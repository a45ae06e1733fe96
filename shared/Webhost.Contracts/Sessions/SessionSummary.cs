namespace Webhost.Contracts.Sessions;

/// <summary>A session of an agent.</summary>
public sealed record SessionSummary
{
    /// <summary>Opaque.</summary>
    public required string SessionId { get; init; }

    /// <summary>When its first invocation came.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its newest invocation came.</summary>
    public required DateTimeOffset LastUsedAt { get; init; }

    /// <summary>How many invocations it has had.</summary>
    public required long Invocations { get; init; }

    /// <summary>When it is forgotten unless it is used again; null if it is kept.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
