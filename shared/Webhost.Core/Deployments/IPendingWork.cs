namespace Webhost.Core.Deployments;

/// <summary>
/// Notes of orchestrations that must run, written before the state that needs them and removed when they have ended. Whatever a crash leaves
/// behind is found here and carried on.
/// </summary>
public interface IPendingWork
{
    /// <summary>Notes work. Idempotent.</summary>
    Task AddAsync(PendingItem item, CancellationToken cancellationToken);

    /// <summary>Crosses work off. Idempotent.</summary>
    Task RemoveAsync(PendingItem item, CancellationToken cancellationToken);

    /// <summary>All that is noted.</summary>
    Task<IReadOnlyList<PendingItem>> ListAsync(CancellationToken cancellationToken);
}
