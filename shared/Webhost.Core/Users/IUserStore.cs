using Webhost.Core.Storage;

namespace Webhost.Core.Users;

/// <summary>Keeps users: one row for each identity.</summary>
public interface IUserStore
{
    /// <summary>The user, or null.</summary>
    Task<Versioned<User>?> FindAsync(UserId userId, CancellationToken cancellationToken);

    /// <summary>Adds the user unless the row is there, and returns the row that is there then. Idempotent, whatever races.</summary>
    Task<Versioned<User>> AddIfAbsentAsync(User user, CancellationToken cancellationToken);

    /// <summary>Replaces a user; false when the version is no longer the newest.</summary>
    Task<bool> TryUpdateAsync(Versioned<User> user, CancellationToken cancellationToken);

    /// <summary>Removes a user, and remembers when, so that a credential of before makes no new one; false when the version is no longer the newest.</summary>
    Task<bool> TryRemoveAsync(Versioned<User> user, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Remembers that nobody stands behind an id any more, whether it has a user or not, so that a credential of before makes none. Idempotent.</summary>
    Task NoteRemovedAsync(UserId userId, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>When a user of this id was last removed, and by which deletion; null when that was never, or is long ago.</summary>
    Task<RemovedUser?> FindRemovedAsync(UserId userId, CancellationToken cancellationToken);

    /// <summary>Forgets users that were removed before a time. May be stopped and run again at any time.</summary>
    Task ForgetRemovedAsync(DateTimeOffset before, CancellationToken cancellationToken);
}
