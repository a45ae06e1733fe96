namespace Webhost.Core.Sessions;

/// <summary>A session as it is stored.</summary>
public sealed record SessionRecord
{
    /// <summary>The session's id.</summary>
    public required string SessionId { get; init; }

    /// <summary>When its first invocation came.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its newest invocation came.</summary>
    public required DateTimeOffset LastUsedAt { get; init; }

    /// <summary>How many invocations it has had.</summary>
    public required long Invocations { get; init; }
}
