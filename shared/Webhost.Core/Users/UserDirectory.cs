using Webhost.Core.Caching;
using Webhost.Core.Identity;
using Webhost.Core.Storage;

namespace Webhost.Core.Users;

/// <summary>Finds the user behind an identity and makes the row at the first call.</summary>
public sealed class UserDirectory(IUserStore store, TimeProvider time)
{
    private readonly FreshCache<UserId, User> cache = new(time, FreshCachePolicy.InvokePath);

    /// <summary>The user of a verified identity, with the address and the name that it tells of; the row is made once, whatever races. Null for a credential of before the account was deleted. At most a second old.</summary>
    public ValueTask<User?> FindOrAddAsync(VerifiedIdentity identity, CancellationToken cancellationToken)
    {
        var userId = UserId.Of(identity.Issuer, identity.Subject);
        return cache.TryGetFresh(userId, out var user) ? new ValueTask<User?>(user) : new ValueTask<User?>(LoadAsync());

        Task<User?> LoadAsync() => cache.GetAsync(userId, async token =>
            await store.FindAsync(userId, token) is { } found ? await UpToDateAsync(found, identity, token)
            : await IsOfRemovedAsync(userId, identity, token) ? null
            : (await store.AddIfAbsentAsync(NewUser(userId, identity), token)).Value, cancellationToken);
    }

    /// <summary>The user of an id, or null. At most a second old.</summary>
    public ValueTask<User?> FindAsync(UserId userId, CancellationToken cancellationToken) =>
        cache.TryGetFresh(userId, out var user)
            ? new ValueTask<User?>(user)
            : new ValueTask<User?>(cache.GetAsync(userId, async token => (await store.FindAsync(userId, token))?.Value, cancellationToken));

    /// <summary>Lets the next look-up read the row anew.</summary>
    public void Forget(UserId userId) => cache.Remove(userId);

    // Who gets another address or name at the identity provider has it here from the next token on. Where another write comes in between, the next look-up sees to it.
    private async Task<User> UpToDateAsync(Versioned<User> found, VerifiedIdentity identity, CancellationToken cancellationToken)
    {
        var user = found.Value with { Email = identity.Email ?? found.Value.Email, EmailVerified = IsVerified(found.Value, identity), Name = identity.Name ?? found.Value.Name };
        return user == found.Value || await store.TryUpdateAsync(found with { Value = user }, cancellationToken) ? user : found.Value;
    }

    // A token that doesn't say leaves what another one said of the same address: clients may get tokens with other claims. Of a new address nothing is known.
    private static bool IsVerified(User found, VerifiedIdentity identity) =>
        identity.Email is null || (identity.EmailVerified is null && string.Equals(identity.Email, found.Email, StringComparison.OrdinalIgnoreCase))
            ? found.EmailVerified
            : identity.EmailVerified is true;

    // Whoever signs in again begins anew; a token that was still around does not. Times of tokens have whole seconds.
    private async Task<bool> IsOfRemovedAsync(UserId userId, VerifiedIdentity identity, CancellationToken cancellationToken) =>
        identity.IssuedAt is { } issued && await store.FindRemovedAsync(userId, cancellationToken) is { } removed && issued.ToUnixTimeSeconds() < removed.At.ToUnixTimeSeconds();

    private User NewUser(UserId userId, VerifiedIdentity identity) => new()
    {
        UserId = userId.Value,
        Subject = identity.Subject,
        Email = identity.Email,
        EmailVerified = identity.Email is not null && identity.EmailVerified is true,
        Name = identity.Name,
        SubscriptionTier = "free",
        DefaultRuntimeProvider = "cloudflare",
        CreatedAt = time.GetUtcNow(),
    };
}
