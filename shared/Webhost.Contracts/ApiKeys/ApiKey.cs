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
}
