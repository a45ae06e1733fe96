using Webhost.Cli.Api;
using Webhost.Cli.Shell;
using Webhost.Contracts.Errors;

namespace Webhost.Cli.SignIn;

/// <summary>Signs in by a code that the user enters in any browser (RFC 8628).</summary>
internal sealed class DeviceFlow(IdentityProvider provider, TimeProvider time)
{
    private const string Scope = "openid profile email offline_access";
    private static readonly TimeSpan UsualInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(30);

    /// <summary>Asks for a code, shows it, and waits until the user has entered it.</summary>
    /// <param name="settings">Who to ask, and as whom.</param>
    /// <param name="show">Tells the user where to enter the code.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Credential> SignInAsync(SignInSettings settings, Action<DeviceAuthorization> show, CancellationToken cancellationToken)
    {
        var metadata = await provider.DiscoverAsync(settings.Authority, cancellationToken);
        if (metadata.DeviceAuthorizationEndpoint is null || metadata.TokenEndpoint is null)
        {
            throw CliException.Local(ErrorCode.Internal, $"{ApiAddress.Display(settings.Authority)} does not offer the device flow.", "Use an API key: webhost login --with-token < key.txt");
        }

        List<KeyValuePair<string, string>> form = [new("client_id", settings.ClientId), new("scope", Scope), new("prompt", "consent")];
        if (settings.Resource is not null)
        {
            form.Add(new("resource", settings.Resource));
        }

        var authorization = await provider.AuthorizeDeviceAsync(ApiAddress.Parse(metadata.DeviceAuthorizationEndpoint, keepPath: true), form, cancellationToken);
        show(authorization);

        var tokenEndpoint = ApiAddress.Parse(metadata.TokenEndpoint, keepPath: true);
        var answer = await PollAsync(tokenEndpoint, settings.ClientId, authorization, cancellationToken);
        return new Credential
        {
            AccessToken = answer.AccessToken!,
            RefreshToken = answer.RefreshToken,
            ExpiresAt = answer.ExpiresIn is { } seconds ? time.GetUtcNow().AddSeconds(seconds) : null,
            TokenEndpoint = tokenEndpoint.AbsoluteUri,
            RevocationEndpoint = metadata.RevocationEndpoint,
            ClientId = settings.ClientId,
        };
    }

    private async Task<TokenAnswer> PollAsync(Uri endpoint, string clientId, DeviceAuthorization authorization, CancellationToken cancellationToken)
    {
        var interval = authorization.Interval is { } seconds ? TimeSpan.FromSeconds(seconds) : UsualInterval;
        var end = time.GetUtcNow().AddSeconds(authorization.ExpiresIn ?? 600);
        KeyValuePair<string, string>[] form =
        [
            new("grant_type", "urn:ietf:params:oauth:grant-type:device_code"), new("device_code", authorization.DeviceCode!), new("client_id", clientId),
        ];
        while (time.GetUtcNow() < end)
        {
            await Task.Delay(interval, time, cancellationToken);
            TokenAnswer answer;
            try
            {
                answer = await provider.RequestTokenAsync(endpoint, form, cancellationToken);
            }
            catch (CliException failure) when (failure.Error.Retryable && time.GetUtcNow() < end)
            {
                // The code stays good while the network is away. Asked less often then (RFC 8628 §3.5).
                interval = interval * 2 < LongestInterval ? interval * 2 : LongestInterval;
                continue;
            }

            switch (answer.Error)
            {
                case null when answer.AccessToken is not null:
                    return answer;
                case "authorization_pending":
                    break;
                case "slow_down":
                    interval += UsualInterval;
                    break;
                case "access_denied":
                    throw NotSignedIn("The sign-in was refused in the browser.");
                case "expired_token":
                    throw NotSignedIn("The code was not entered in time.");
                default:
                    throw NotSignedIn($"The identity provider ended the sign-in: {answer.ErrorDescription ?? answer.Error ?? "its answer lacks a token"}.");
            }
        }

        throw NotSignedIn("The code was not entered in time.");
    }

    private static CliException NotSignedIn(string message) =>
        CliException.Local(ErrorCode.Unauthenticated, message, "Run 'webhost login' again.");
}
