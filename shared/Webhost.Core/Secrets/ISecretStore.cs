using Webhost.Core.Storage;

namespace Webhost.Core.Secrets;

/// <summary>Keeps what may be known of secrets: names and dates, never values.</summary>
public interface ISecretStore
{
    /// <summary>Notes that a value was set; keeps the date of the first time.</summary>
    Task<SecretRecord> NoteSetAsync(string agentId, string key, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>All secrets of an agent, by name.</summary>
    Task<IReadOnlyList<SecretRecord>> ListAsync(string agentId, CancellationToken cancellationToken);

    /// <summary>A page of an agent's secrets, by name.</summary>
    Task<(IReadOnlyList<SecretRecord> Items, string? NextCursor)> ListAsync(string agentId, PageRequest page, CancellationToken cancellationToken);

    /// <summary>A secret, or null.</summary>
    Task<Versioned<SecretRecord>?> FindAsync(string agentId, string key, CancellationToken cancellationToken);

    /// <summary>Forgets a secret; false when it was set or removed since it was read.</summary>
    Task<bool> TryRemoveAsync(string agentId, Versioned<SecretRecord> secret, CancellationToken cancellationToken);
}
