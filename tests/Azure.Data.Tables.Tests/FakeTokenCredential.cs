using Azure.Core;

namespace Azure.Data.Tables.Tests;

/// <summary>Gives tokens and keeps what was asked for.</summary>
internal sealed class FakeTokenCredential : TokenCredential
{
    public List<TokenRequestContext> Asked { get; } = [];

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        Asked.Add(requestContext);
        return new AccessToken("token-of-" + (requestContext.TenantId ?? "home"), DateTimeOffset.UtcNow.AddHours(1));
    }

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        ValueTask.FromResult(GetToken(requestContext, cancellationToken));
}
