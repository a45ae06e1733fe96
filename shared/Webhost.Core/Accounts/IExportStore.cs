using Webhost.Core.Users;

namespace Webhost.Core.Accounts;

/// <summary>Keeps exported archives, each user's apart.</summary>
public interface IExportStore
{
    /// <summary>Streams an archive in, in the place of one with the same id. What is broken off may leave a torso, which only a repeat or a removal follows.</summary>
    /// <returns>How many bytes it has.</returns>
    Task<long> WriteAsync(UserId userId, string exportId, Func<Stream, Task> write, CancellationToken cancellationToken);

    /// <summary>Opens an archive; null when it is gone.</summary>
    Task<Stream?> OpenAsync(UserId userId, string exportId, CancellationToken cancellationToken);

    /// <summary>Removes a user's archives, but for one where an id is given. Idempotent.</summary>
    Task RemoveAsync(UserId userId, string? exceptExportId, CancellationToken cancellationToken);
}
