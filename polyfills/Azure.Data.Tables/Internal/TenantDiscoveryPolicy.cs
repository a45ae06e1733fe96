using System.Text.RegularExpressions;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Azure.Data.Tables.Internal;

/// <summary>Asks for access tokens of the tenant that the service names when it refuses a request without one.</summary>
internal sealed partial class TenantDiscoveryPolicy(TokenCredential credential, string scope) : BearerTokenAuthenticationPolicy(credential, scope)
{
    private readonly string[] _scopes = [scope];
    private volatile string? _tenant;

    protected override void AuthorizeRequest(HttpMessage message)
    {
        if (_tenant is { } tenant)
            AuthenticateAndAuthorizeRequest(message, Context(message, tenant));
    }

    protected override ValueTask AuthorizeRequestAsync(HttpMessage message) =>
        _tenant is { } tenant ? AuthenticateAndAuthorizeRequestAsync(message, Context(message, tenant)) : ValueTask.CompletedTask;

    protected override bool AuthorizeRequestOnChallenge(HttpMessage message)
    {
        if (!Discover(message))
            return false;
        AuthenticateAndAuthorizeRequest(message, Context(message, _tenant));
        return true;
    }

    protected override async ValueTask<bool> AuthorizeRequestOnChallengeAsync(HttpMessage message)
    {
        if (!Discover(message))
            return false;
        await AuthenticateAndAuthorizeRequestAsync(message, Context(message, _tenant));
        return true;
    }

    [GeneratedRegex("""authorization_uri="?https?://[^/\s"]+/(?<tenant>[^/\s",]+)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AuthorizationUri();

    private bool Discover(HttpMessage message)
    {
        if (!message.Response.Headers.TryGetValue("WWW-Authenticate", out var challenge) || AuthorizationUri().Match(challenge!) is not { Success: true } match)
            return false;
        _tenant = match.Groups["tenant"].Value;
        return true;
    }

    private TokenRequestContext Context(HttpMessage message, string? tenant) => new(_scopes, message.Request.ClientRequestId, tenantId: tenant);
}
