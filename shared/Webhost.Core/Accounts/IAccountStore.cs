using Webhost.Core.Storage;
using Webhost.Core.Users;

namespace Webhost.Core.Accounts;

/// <summary>Keeps exports and deletions of accounts.</summary>
public interface IAccountStore
{
    /// <summary>The newest export of a user, or null.</summary>
    Task<Versioned<ExportRecord>?> FindExportAsync(UserId userId, CancellationToken cancellationToken);

    /// <summary>Writes an export; null when somebody else did in between.</summary>
    /// <param name="export">The new value.</param>
    /// <param name="etag">The version that it was made from; null when there was none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<Versioned<ExportRecord>?> TryWriteExportAsync(ExportRecord export, string? etag, CancellationToken cancellationToken);

    /// <summary>Forgets a user's export, whichever it is. Idempotent.</summary>
    Task RemoveExportAsync(UserId userId, CancellationToken cancellationToken);

    /// <summary>Forgets an export in the version that was read; false when it has been replaced or removed since.</summary>
    Task<bool> TryRemoveExportAsync(Versioned<ExportRecord> export, CancellationToken cancellationToken);

    /// <summary>The exports whose time was over before a time.</summary>
    IAsyncEnumerable<Versioned<ExportRecord>> ReadExpiredExportsAsync(DateTimeOffset before, CancellationToken cancellationToken);

    /// <summary>A deletion, or null.</summary>
    Task<DeletionRecord?> FindDeletionAsync(string deletionId, CancellationToken cancellationToken);

    /// <summary>Writes where a deletion stands. Only its own orchestration does. Idempotent.</summary>
    Task WriteDeletionAsync(DeletionRecord deletion, CancellationToken cancellationToken);

    /// <summary>All deletions that are known.</summary>
    IAsyncEnumerable<DeletionRecord> ReadDeletionsAsync(CancellationToken cancellationToken);

    /// <summary>Forgets a deletion. Idempotent.</summary>
    Task RemoveDeletionAsync(string deletionId, CancellationToken cancellationToken);
}
