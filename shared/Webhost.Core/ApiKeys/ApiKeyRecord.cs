using Webhost.Contracts.ApiKeys;

namespace Webhost.Core.ApiKeys;

/// <summary>An API key as it is stored: its hash, never itself.</summary>
public sealed record ApiKeyRecord
{
    /// <summary>The key's id.</summary>
    public required string KeyId { get; init; }

    /// <summary>The owner.</summary>
    public required string UserId { get; init; }

    /// <summary>SHA-256 of the key, in hexadecimal.</summary>
    public required string Hash { get; init; }

    /// <summary>The user's name for it.</summary>
    public required string Name { get; init; }

    /// <summary>The first characters, to tell keys apart.</summary>
    public required string Prefix { get; init; }

    /// <summary>What it allows.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>The one agent it is good for.</summary>
    public string? AgentId { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it stops working.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The newest rotation; null before the first.</summary>
    public string? RotationId { get; init; }

    /// <summary>When that was.</summary>
    public DateTimeOffset? RotatedAt { get; init; }

    /// <summary>The secret that it replaced; null when that ended at once. One at most: a second rotation ends the one before.</summary>
    public ReplacedSecret? Previous { get; init; }

    /// <summary>The hashes that may authenticate, the present one first.</summary>
    public IEnumerable<string> Hashes() => Previous is { } previous ? [Hash, previous.Hash] : [Hash];

    /// <summary>The key as the API shows it.</summary>
    public ApiKey ToContract() => new()
    {
        KeyId = KeyId,
        Name = Name,
        Prefix = Prefix,
        Scopes = Scopes,
        AgentId = AgentId,
        CreatedAt = CreatedAt,
        ExpiresAt = ExpiresAt,
        RotationId = RotationId,
        RotatedAt = RotatedAt,
        PreviousPrefix = Previous?.Prefix,
        PreviousEndsAt = Previous?.EndsAt,
    };
}
