using Microsoft.Extensions.Logging.Abstractions;
using Webhost.Core.Identity;
using Webhost.Core.Results;
using Webhost.Core.Tests.Doubles;

namespace Webhost.Core.Tests.Identity;

public sealed class OidcTokenVerifierTests : IDisposable
{
    private readonly IssuerDouble issuer = new();

    public void Dispose() => issuer.Dispose();

    [Fact]
    public async Task An_identity_provider_that_is_away_is_trouble_of_the_platform_that_passes()
    {
        using var http = new HttpClient();
        var verifier = new OidcTokenVerifier(new OidcOptions { Authority = new Uri("http://127.0.0.1:1"), Algorithms = ["RS256"] }, http, new FakeClock(), NullLogger<OidcTokenVerifier>.Instance);

        var verified = await verifier.VerifyAsync("some.access.token", default);

        Assert.True(Assert.IsType<Failure.Unavailable>(verified.Failure).Retryable);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("\"true\"", true)]
    [InlineData("false", false)]
    [InlineData("\"false\"", false)]
    [InlineData("1", false)]
    [InlineData("\"yes\"", false)]
    [InlineData(null, null)]
    public async Task An_address_was_checked_if_the_token_says_so_and_in_no_other_case(string? claim, bool? verified)
    {
        var identity = (await VerifyAsync(issuer.Options, claim is null ? string.Empty : $$""" "email_verified": {{claim}}, """)).Value;

        Assert.Equal(("user_1", "ada@example.com", verified), (identity.Subject, identity.Email, identity.EmailVerified));
    }

    [Fact]
    public async Task The_names_of_claims_are_settings()
    {
        var options = issuer.Options with { EmailClaim = "mail", EmailVerifiedClaim = "mail_ok", NameClaim = "nick" };

        var identity = (await VerifyAsync(options, """ "mail": "grace@example.com", "mail_ok": true, "nick": "Grace", """)).Value;

        Assert.Equal(("grace@example.com", true, "Grace"), (identity.Email, identity.EmailVerified, identity.Name));
    }

    private async Task<Result<VerifiedIdentity>> VerifyAsync(OidcOptions options, string claims)
    {
        using var http = issuer.NewClient();
        var verifier = new OidcTokenVerifier(options, http, new FakeClock(DateTimeOffset.UtcNow), NullLogger<OidcTokenVerifier>.Instance);
        return await verifier.VerifyAsync(issuer.Sign($$"""{ {{claims}} "sub": "user_1", "email": "ada@example.com", "name": "Ada" }"""), default);
    }
}
