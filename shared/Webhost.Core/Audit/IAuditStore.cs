using Webhost.Contracts.Audit;
using Webhost.Core.Storage;
using Webhost.Core.Users;

namespace Webhost.Core.Audit;

/// <summary>Keeps each user's audit log. Entries are added, and removed when their time is over; nothing changes one.</summary>
public interface IAuditStore
{
    /// <summary>
    /// Adds what is begun. With <paramref name="once"/>, only one entry is ever added under that name, whatever is repeated or races: a repeat gets the
    /// first one back.
    /// </summary>
    /// <returns>The entry that is there, and whether it is the given one.</returns>
    Task<(AuditRecord Entry, bool IsNew)> AddAsync(AuditRecord entry, string? once, CancellationToken cancellationToken);

    /// <summary>Adds how an entry ended. The first end that is recorded stays.</summary>
    Task AddEndAsync(AuditRecord entry, AuditEnd end, CancellationToken cancellationToken);

    /// <summary>A page of a user's log, newest first.</summary>
    Task<(IReadOnlyList<AuditEntry> Items, string? NextCursor)> ListAsync(UserId userId, AuditFilter filter, PageRequest page, CancellationToken cancellationToken);

    /// <summary>A user's log as it is read from the store, newest first.</summary>
    IAsyncEnumerable<AuditEntry> ReadAsync(UserId userId, AuditFilter filter, CancellationToken cancellationToken);

    /// <summary>Removes entries that began before a time; null removes all, with the account. Idempotent.</summary>
    Task RemoveAsync(UserId userId, DateTimeOffset? before, CancellationToken cancellationToken);
}
