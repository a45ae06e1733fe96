namespace Webhost.Core.Idempotency;

/// <summary>What is stored of a call with a key. It holds neither the key nor anything of the answer that can be read without it.</summary>
public sealed record IdempotencyRecord
{
    /// <summary>Whose call it was.</summary>
    public required string UserId { get; init; }

    /// <summary>A hash of operation and key.</summary>
    public required string KeyHash { get; init; }

    /// <summary>A hash of what was asked: method, path, query and body.</summary>
    public required string RequestHash { get; init; }

    /// <summary>The answer, encrypted with a key that is derived from the caller's; null while the call is being served.</summary>
    public string? Answer { get; init; }

    /// <summary>Until when a call that is being served is waited for: who serves it moves this on (<see cref="ServedCall"/>), so that after it its process has died.</summary>
    public required DateTimeOffset ServedUntil { get; init; }

    /// <summary>Until when the record counts.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}
