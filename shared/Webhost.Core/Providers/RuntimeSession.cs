using Webhost.Contracts.Invocation;

namespace Webhost.Core.Providers;

/// <summary>A session as its runtime keeps it.</summary>
public sealed record RuntimeSession
{
    /// <summary>When its first invocation came.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its newest invocation came.</summary>
    public required DateTimeOffset LastUsedAt { get; init; }

    /// <summary>Bytes that its durable state takes.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>How many messages the transcript has.</summary>
    public required int MessageCount { get; init; }

    /// <summary>The transcript, oldest first; of a long one the end.</summary>
    public required IReadOnlyList<Message> Messages { get; init; }
}
