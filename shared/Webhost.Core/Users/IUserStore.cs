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
}
