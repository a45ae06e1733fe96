using Webhost.Contracts.Audit;
using Webhost.Core.Identity;
using Webhost.Core.Storage;

namespace Webhost.Core.Audit;

/// <summary>Shows callers their audit log.</summary>
public sealed class AuditReader(IAuditStore store)
{
    /// <summary>A page, newest first.</summary>
    public Task<(IReadOnlyList<AuditEntry> Items, string? NextCursor)> ListAsync(Caller caller, AuditFilter filter, PageRequest page, CancellationToken cancellationToken) =>
        store.ListAsync(caller.UserId, filter, page, cancellationToken);

    /// <summary>All entries, newest first, as they are read.</summary>
    public IAsyncEnumerable<AuditEntry> ReadAsync(Caller caller, AuditFilter filter, CancellationToken cancellationToken) => store.ReadAsync(caller.UserId, filter, cancellationToken);
}
