namespace Webhost.Contracts.ApiKeys;

/// <summary>The answer to <c>POST /v1/api-keys</c> and <c>POST /v1/api-keys/{keyId}/rotate</c>: the only time that the key is shown.</summary>
public sealed record ApiKeyCreated
{
    /// <summary>The key's description.</summary>
    public required ApiKey ApiKey { get; init; }

    /// <summary>The key, to be sent as <c>Authorization: Bearer</c>. It cannot be read again.</summary>
    public required string Key { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{nameof(ApiKeyCreated)} {ApiKey.KeyId}";
}
