using Webhost.Core.Storage;
using Webhost.Core.Users;

namespace Webhost.Core.Alerts;

/// <summary>Keeps users' alert settings, and one record for each threshold that was reached.</summary>
public interface IAlertStore
{
    /// <summary>The settings of a user, or null.</summary>
    Task<Versioned<AlertSettings>?> FindSettingsAsync(UserId userId, CancellationToken cancellationToken);

    /// <summary>Adds or replaces settings; null when the version is stale.</summary>
    /// <param name="settings">The new settings.</param>
    /// <param name="etag">The version that they were made from; null when there were none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<Versioned<AlertSettings>?> TrySetSettingsAsync(AlertSettings settings, string? etag, CancellationToken cancellationToken);

    /// <summary>The settings of all users.</summary>
    IAsyncEnumerable<AlertSettings> ReadSettingsAsync(CancellationToken cancellationToken);

    /// <summary>Adds an alert unless it is there already, whatever races.</summary>
    /// <returns>Whether it was new.</returns>
    Task<bool> TryAddAsync(AlertRecord alert, CancellationToken cancellationToken);

    /// <summary>The alerts of a period, in no particular order.</summary>
    Task<IReadOnlyList<Versioned<AlertRecord>>> ListAsync(UserId userId, string period, CancellationToken cancellationToken);

    /// <summary>The alerts with a delivery that is yet to be made.</summary>
    Task<IReadOnlyList<Versioned<AlertRecord>>> ListPendingAsync(UserId userId, CancellationToken cancellationToken);

    /// <summary>The newest alerts, newest first.</summary>
    Task<IReadOnlyList<AlertRecord>> ListNewestAsync(UserId userId, int limit, CancellationToken cancellationToken);

    /// <summary>Replaces an alert; null when the version is stale.</summary>
    Task<Versioned<AlertRecord>?> TryUpdateAsync(Versioned<AlertRecord> alert, CancellationToken cancellationToken);

    /// <summary>Removes alerts that were seen before a time; null removes all, with the settings. Idempotent.</summary>
    Task RemoveAsync(UserId userId, DateTimeOffset? before, CancellationToken cancellationToken);
}
