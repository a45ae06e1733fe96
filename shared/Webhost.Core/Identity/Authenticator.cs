using Webhost.Core.ApiKeys;
using Webhost.Core.Plans;
using Webhost.Core.Results;
using Webhost.Core.Users;

namespace Webhost.Core.Identity;

/// <summary>Turns an <c>Authorization</c> header into a <see cref="Caller"/>: an access token or an API key, both as bearer.</summary>
public sealed class Authenticator(OidcTokenVerifier tokens, ApiKeyRing keys, UserDirectory users, PlanCatalog plans)
{
    private const string Bearer = "Bearer ";

    /// <summary>The caller. Failures: Unauthenticated, Unavailable (the identity provider). Waits for no storage when the credential was used in the last second.</summary>
    public async ValueTask<Result<Caller>> AuthenticateAsync(string? authorization, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(authorization))
        {
            return new Failure.Unauthenticated("Send an access token or an API key as 'Authorization: Bearer …'.");
        }

        if (!authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) || authorization.Length == Bearer.Length)
        {
            return new Failure.Unauthenticated("The Authorization header is not of the form 'Bearer …'.");
        }

        var credential = authorization[Bearer.Length..].Trim();
        return credential.StartsWith(ApiKeyRing.KeyPrefix, StringComparison.Ordinal)
            ? await ByKeyAsync(credential, cancellationToken)
            : await ByTokenAsync(credential, cancellationToken);
    }

    private async ValueTask<Result<Caller>> ByKeyAsync(string credential, CancellationToken cancellationToken)
    {
        var key = await keys.RecogniseAsync(credential, cancellationToken);
        if (key is null || !UserId.TryParse(key.Record.UserId, out var userId) || await users.FindAsync(userId, cancellationToken) is not { } user)
        {
            return new Failure.Unauthenticated("The API key is unknown, expired or revoked.");
        }

        return new Caller
        {
            User = user,
            Plan = plans.Of(user.SubscriptionTier),
            ApiKeyId = key.Record.KeyId,
            Scopes = key.Scopes,
            OnlyAgentId = key.Record.AgentId,
        };
    }

    private async ValueTask<Result<Caller>> ByTokenAsync(string credential, CancellationToken cancellationToken)
    {
        var verified = await tokens.VerifyAsync(credential, cancellationToken);
        if (!verified.TryGet(out var identity, out var failure))
        {
            return failure;
        }

        if (await users.FindOrAddAsync(identity, cancellationToken) is not { } user)
        {
            return new Failure.Unauthenticated("The account of this access token was deleted. Sign in again to begin a new one.") { AccountDeleted = true };
        }

        return new Caller { User = user, Plan = plans.Of(user.SubscriptionTier) };
    }
}
