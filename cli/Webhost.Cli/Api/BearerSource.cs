using Webhost.Cli.Shell;
using Webhost.Cli.SignIn;
using Webhost.Contracts.Errors;

namespace Webhost.Cli.Api;

/// <summary>The credential of a call: the one given for this run, or the stored one of this API, renewed when it runs out.</summary>
internal sealed class BearerSource(Uri api, string? given, CredentialStore store, TimeProvider time)
{
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    private readonly string key = ApiAddress.Display(api);
    private Credential? credential;

    /// <summary>Whether a refused token can be exchanged for a new one.</summary>
    public bool CanRenew => given is null && credential?.RefreshToken is not null;

    /// <summary>The token to send.</summary>
    /// <param name="http">Reaches the identity provider.</param>
    /// <param name="renew">Exchange the token even though it looks valid: the API has refused it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<string> GetAsync(HttpClient http, bool renew, CancellationToken cancellationToken)
    {
        if (given is not null)
        {
            return given.All(letter => letter is > ' ' and < '\x7f')
                ? given
                : throw CliException.Usage("The token holds what no token does: spaces, several lines, or letters beyond ASCII.", "Give the token alone.");
        }

        credential ??= store.Read().Of(key) ?? throw SignInAgain($"You are not signed in to {key}.");
        var refused = renew ? credential.AccessToken : null;
        if (!NeedsRenewal(credential, refused) || credential.RefreshToken is null)
        {
            return credential.AccessToken;
        }

        // A refresh token is good for one use: of several processes one exchanges it, the others read what it got.
        await using (await store.LockAsync(cancellationToken))
        {
            credential = store.Read().Of(key) ?? throw SignInAgain($"You are not signed in to {key} any more.");
            if (NeedsRenewal(credential, refused) && credential.RefreshToken is not null)
            {
                credential = await RenewAsync(http, credential, cancellationToken);
                store.Put(key, credential);
            }
        }

        return credential.AccessToken;
    }

    private bool NeedsRenewal(Credential current, string? refused) =>
        string.Equals(current.AccessToken, refused, StringComparison.Ordinal)
        || (current.ExpiresAt is { } end && end - Margin <= time.GetUtcNow());

    private async Task<Credential> RenewAsync(HttpClient http, Credential old, CancellationToken cancellationToken)
    {
        var provider = new IdentityProvider(http, time);
        var answer = await provider.RequestTokenAsync(
            new Uri(old.TokenEndpoint!),
            [new("grant_type", "refresh_token"), new("refresh_token", old.RefreshToken!), new("client_id", old.ClientId!)],
            cancellationToken);
        return answer.Error is null && answer.AccessToken is not null
            ? old.RenewedBy(answer, time.GetUtcNow())
            : throw SignInAgain($"Your sign-in to {key} has ended.");
    }

    private static CliException SignInAgain(string message) =>
        CliException.Local(ErrorCode.Unauthenticated, message, "Sign in with 'webhost login', or set WEBHOST_TOKEN or WEBHOST_API_KEY.");
}
