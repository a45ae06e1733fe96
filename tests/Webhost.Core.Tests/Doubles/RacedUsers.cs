using Webhost.Core.Storage;
using Webhost.Core.Users;

namespace Webhost.Core.Tests.Doubles;

/// <summary>Users whose row others write, or whose subscriptions change, right before or after it is written here.</summary>
internal sealed class RacedUsers(IUserStore inner) : IUserStore
{
    public required Func<Task> BeforeUpdate { get; init; }

    public required Func<Task> AfterUpdate { get; init; }

    public Task<Versioned<User>?> FindAsync(UserId userId, CancellationToken cancellationToken) => inner.FindAsync(userId, cancellationToken);

    public Task<Versioned<User>> AddIfAbsentAsync(User user, CancellationToken cancellationToken) => inner.AddIfAbsentAsync(user, cancellationToken);

    public async Task<bool> TryUpdateAsync(Versioned<User> user, CancellationToken cancellationToken)
    {
        await BeforeUpdate();
        var updated = await inner.TryUpdateAsync(user, cancellationToken);
        await AfterUpdate();
        return updated;
    }

    public Task<bool> TryRemoveAsync(Versioned<User> user, DateTimeOffset now, CancellationToken cancellationToken) => inner.TryRemoveAsync(user, now, cancellationToken);

    public Task NoteRemovedAsync(UserId userId, DateTimeOffset now, CancellationToken cancellationToken) => inner.NoteRemovedAsync(userId, now, cancellationToken);

    public Task<RemovedUser?> FindRemovedAsync(UserId userId, CancellationToken cancellationToken) => inner.FindRemovedAsync(userId, cancellationToken);

    public Task ForgetRemovedAsync(DateTimeOffset before, CancellationToken cancellationToken) => inner.ForgetRemovedAsync(before, cancellationToken);
}
