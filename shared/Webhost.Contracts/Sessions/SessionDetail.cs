using Webhost.Contracts.Invocation;

namespace Webhost.Contracts.Sessions;

/// <summary>A session with its transcript.</summary>
public sealed record SessionDetail
{
    /// <summary>Opaque.</summary>
    public required string SessionId { get; init; }

    /// <summary>When its first invocation came.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its newest invocation came.</summary>
    public required DateTimeOffset LastUsedAt { get; init; }

    /// <summary>How many messages the transcript has.</summary>
    public required int MessageCount { get; init; }

    /// <summary>Bytes that the session's durable state takes.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>The transcript, oldest first; of one of more than 4 MB its newest messages.</summary>
    public required IReadOnlyList<Message> Messages { get; init; }
}
