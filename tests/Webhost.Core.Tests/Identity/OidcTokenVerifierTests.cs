using Microsoft.Extensions.Logging.Abstractions;
using Webhost.Core.Identity;
using Webhost.Core.Results;
using Webhost.Core.Tests.Doubles;

namespace Webhost.Core.Tests.Identity;

public sealed class OidcTokenVerifierTests
{
    [Fact]
    public async Task An_identity_provider_that_is_away_is_trouble_of_the_platform_that_passes()
    {
        using var http = new HttpClient();
        var verifier = new OidcTokenVerifier(new OidcOptions { Authority = new Uri("http://127.0.0.1:1"), Algorithms = ["RS256"] }, http, new FakeClock(), NullLogger<OidcTokenVerifier>.Instance);

        var verified = await verifier.VerifyAsync("some.access.token", default);

        Assert.True(Assert.IsType<Failure.Unavailable>(verified.Failure).Retryable);
    }
}
