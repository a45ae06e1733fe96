namespace Webhost.Contracts.ApiKeys;

/// <summary>What can be read of an API key: everything but the key itself.</summary>
public sealed record ApiKey
{
    /// <summary>The key's id (<c>key_…</c>), stable over its life.</summary>
    public required string KeyId { get; init; }

    /// <summary>The name that the user gave.</summary>
    public required string Name { get; init; }

    /// <summary>The first characters of the key, to tell keys apart.</summary>
    public required string Prefix { get; init; }

    /// <summary>What the key allows.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>The one agent it is good for; null for all.</summary>
    public string? AgentId { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it stops working; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The newest rotation (<c>rot_…</c>); null before the first.</summary>
    public string? RotationId { get; init; }

    /// <summary>When it got its present secret; null before the first rotation.</summary>
    public DateTimeOffset? RotatedAt { get; init; }

    /// <summary>The first characters of the secret that the newest rotation replaced; null when none was given a time of grace.</summary>
    public string? PreviousPrefix { get; init; }

    /// <summary>Until when that secret works; in the past once it has ended.</summary>
    public DateTimeOffset? PreviousEndsAt { get; init; }
}
