using Webhost.Core.Storage;
using Webhost.Core.Users;

namespace Webhost.Core.ApiKeys;

/// <summary>Keeps API keys by hash and by owner.</summary>
public interface IApiKeyStore
{
    /// <summary>
    /// Adds a key. The row that authenticates is written last, so that a key which works can be listed and revoked; false when it was revoked, or removed with its
    /// account, while it was added: then there is no key.
    /// </summary>
    Task<bool> AddAsync(ApiKeyRecord key, CancellationToken cancellationToken);

    /// <summary>The key of a hash, or null.</summary>
    Task<ApiKeyRecord?> FindByHashAsync(string hash, CancellationToken cancellationToken);

    /// <summary>The owner's key of an id, or null.</summary>
    Task<ApiKeyRecord?> FindAsync(UserId userId, string keyId, CancellationToken cancellationToken);

    /// <summary>A page of the owner's keys, oldest first.</summary>
    Task<(IReadOnlyList<ApiKeyRecord> Items, string? NextCursor)> ListAsync(UserId userId, PageRequest page, CancellationToken cancellationToken);

    /// <summary>Removes a key, the row that authenticates first. Idempotent.</summary>
    Task RemoveAsync(ApiKeyRecord key, CancellationToken cancellationToken);

    /// <summary>Removes all keys that an owner made before a time, or all, those included that can't be listed since only a half of them was written. Idempotent.</summary>
    Task RemoveAllAsync(UserId userId, DateTimeOffset? madeBefore, CancellationToken cancellationToken);
}
