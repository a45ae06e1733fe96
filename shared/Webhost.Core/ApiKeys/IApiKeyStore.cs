using Webhost.Core.Storage;
using Webhost.Core.Users;

namespace Webhost.Core.ApiKeys;

/// <summary>
/// Keeps API keys by owner, where each change is one write under the key's version, and finds them by the hashes of their secrets. Only a hash that the owner's row
/// names leads to the key: what else was left by a process that died lets nobody in.
/// </summary>
public interface IApiKeyStore
{
    /// <summary>Adds a key; false when it was revoked, or removed with its account, while it was added: then there is no key.</summary>
    Task<bool> AddAsync(ApiKeyRecord key, CancellationToken cancellationToken);

    /// <summary>The key that has a hash, as that of its present secret or of the one before; or null.</summary>
    Task<ApiKeyRecord?> FindByHashAsync(string hash, CancellationToken cancellationToken);

    /// <summary>The owner's key of an id, or null.</summary>
    Task<Versioned<ApiKeyRecord>?> FindAsync(UserId userId, string keyId, CancellationToken cancellationToken);

    /// <summary>A page of the owner's keys, oldest first.</summary>
    Task<(IReadOnlyList<ApiKeyRecord> Items, string? NextCursor)> ListAsync(UserId userId, PageRequest page, CancellationToken cancellationToken);

    /// <summary>Puts another value, with a new secret, in the place of a key. Hashes that only the old one names find nothing from then on. False when the key was changed or removed since it was read.</summary>
    Task<bool> TryRotateAsync(Versioned<ApiKeyRecord> present, ApiKeyRecord next, CancellationToken cancellationToken);

    /// <summary>Removes a key, whatever secret it has by then. Idempotent.</summary>
    Task RemoveAsync(UserId userId, string keyId, CancellationToken cancellationToken);

    /// <summary>Removes all keys that an owner made before a time, or all, with what is left of others. Idempotent.</summary>
    Task RemoveAllAsync(UserId userId, DateTimeOffset? madeBefore, CancellationToken cancellationToken);
}
