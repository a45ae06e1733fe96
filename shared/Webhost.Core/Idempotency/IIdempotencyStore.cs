using Webhost.Core.Storage;

namespace Webhost.Core.Idempotency;

/// <summary>Keeps the first answers to calls with a key.</summary>
public interface IIdempotencyStore
{
    /// <summary>What is kept, or null.</summary>
    Task<Versioned<IdempotencyRecord>?> FindAsync(string userId, string keyHash, CancellationToken cancellationToken);

    /// <summary>Writes a record; null when somebody else did in between, else its version.</summary>
    /// <param name="record">The new value.</param>
    /// <param name="etag">The version that it was made from; null for a new one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<string?> TryWriteAsync(IdempotencyRecord record, string? etag, CancellationToken cancellationToken);

    /// <summary>Removes a record that has not changed. Idempotent.</summary>
    Task RemoveAsync(Versioned<IdempotencyRecord> record, CancellationToken cancellationToken);

    /// <summary>Removes records that counted until a time. May be stopped and run again at any time.</summary>
    Task RemoveAsync(DateTimeOffset expiredBefore, CancellationToken cancellationToken);
}
