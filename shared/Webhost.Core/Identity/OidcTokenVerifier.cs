using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Webhost.Core.Results;

namespace Webhost.Core.Identity;

/// <summary>
/// Verifies access tokens by discovery and cached JWKS: issuer, audience or authorized party, expiry, pinned algorithms. Keys that the
/// issuer has rotated are fetched on first sight. A verified token is remembered until it ends.
/// </summary>
public sealed partial class OidcTokenVerifier
{
    private const int MaximumRemembered = 20_000;
    private const int MaximumRememberedCharacters = 4_096;
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    private readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false };
    private readonly ConcurrentDictionary<string, VerifiedIdentity> remembered = new(StringComparer.Ordinal);
    private readonly ConfigurationManager<OpenIdConnectConfiguration> configuration;
    private readonly TokenValidationParameters parameters;
    private readonly OidcOptions options;
    private readonly TimeProvider time;
    private readonly ILogger<OidcTokenVerifier> logger;

    /// <summary>Reads nothing yet: discovery happens with the first token.</summary>
    public OidcTokenVerifier(OidcOptions options, HttpClient http, TimeProvider time, ILogger<OidcTokenVerifier> logger)
    {
        this.options = options;
        this.time = time;
        this.logger = logger;
        configuration = new ConfigurationManager<OpenIdConnectConfiguration>(
            $"{options.Authority.ToString().TrimEnd('/')}/.well-known/openid-configuration",
            new OpenIdConnectConfigurationRetriever(),
            new HttpDocumentRetriever(http) { RequireHttps = !options.Authority.IsLoopback })
        {
            RefreshInterval = TimeSpan.FromSeconds(5),
            AutomaticRefreshInterval = TimeSpan.FromHours(1),
        };
        parameters = new TokenValidationParameters
        {
            ConfigurationManager = configuration,
            ValidateIssuer = true,
            ValidAudience = options.Audience,
            ValidateAudience = options.Audience is not null,
            ValidateLifetime = true,
            RequireExpirationTime = true,
            RequireSignedTokens = true,
            ValidateIssuerSigningKey = true,
            ValidAlgorithms = options.Algorithms,
            ClockSkew = ClockSkew,
            LifetimeValidator = IsAlive,
        };
    }

    /// <summary>The identity that a token speaks for. Failures: Unauthenticated, with a reason that helps its owner and nobody else; Unavailable (the identity provider).</summary>
    public async ValueTask<Result<VerifiedIdentity>> VerifyAsync(string token, CancellationToken cancellationToken)
    {
        if (remembered.TryGetValue(token, out var known))
        {
            if (known.ExpiresAt + ClockSkew > time.GetUtcNow())
            {
                return known;
            }

            remembered.TryRemove(token, out _);
        }

        if (await DiscoverAsync(cancellationToken) is null)
        {
            return new Failure.Unavailable("The identity provider can't be reached to check the access token. Try again.");
        }

        var result = await handler.ValidateTokenAsync(token, parameters).WaitAsync(cancellationToken);
        if (!result.IsValid)
        {
            return Explain(result.Exception);
        }

        var jwt = (JsonWebToken)result.SecurityToken;
        if (options.AuthorizedParties.Count > 0 && !(jwt.TryGetClaim("azp", out var party) && options.AuthorizedParties.Contains(party.Value, StringComparer.Ordinal)))
        {
            return new Failure.Unauthenticated("The access token was issued to another application. Sign in again.");
        }

        if (string.IsNullOrEmpty(jwt.Subject))
        {
            return new Failure.Unauthenticated("The access token names no user. Sign in again.");
        }

        var identity = IdentityOf(jwt);
        if (token.Length <= MaximumRememberedCharacters)
        {
            if (remembered.Count >= MaximumRemembered)
            {
                remembered.Clear();
            }

            remembered[token] = identity;
        }

        return identity;
    }

    /// <summary>The issuer as tokens name it. Failure: Unavailable.</summary>
    public async ValueTask<Result<string>> FindIssuerAsync(CancellationToken cancellationToken) =>
        await DiscoverAsync(cancellationToken) is { } found ? found.Issuer : new Failure.Unavailable("The identity provider can't be reached. Try again.");

    private VerifiedIdentity IdentityOf(JsonWebToken jwt) => new(
        jwt.Issuer,
        jwt.Subject,
        Claim(jwt, options.EmailClaim),
        Claim(jwt, options.NameClaim),
        new DateTimeOffset(jwt.ValidTo, TimeSpan.Zero),
        jwt.IssuedAt == DateTime.MinValue ? null : new DateTimeOffset(jwt.IssuedAt, TimeSpan.Zero),
        Claim(jwt, options.EmailVerifiedClaim) is { } verified ? string.Equals(verified, "true", StringComparison.OrdinalIgnoreCase) : null);

    private static string? Claim(JsonWebToken token, string name) => token.TryGetClaim(name, out var claim) ? claim.Value : null;

    private bool IsAlive(DateTime? notBefore, DateTime? expires, SecurityToken token, TokenValidationParameters validation)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return expires is { } end && end + ClockSkew > now && (notBefore is not { } start || start - ClockSkew <= now);
    }

    // The handler takes a token for invalid when it has no keys at all: the caller may well be in the right then.
    private async ValueTask<OpenIdConnectConfiguration?> DiscoverAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await configuration.GetConfigurationAsync(CancellationToken.None).WaitAsync(cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            DiscoveryFailed(exception);
            return null;
        }
    }

    private static Failure.Unauthenticated Explain(Exception exception) => new(exception switch
    {
        SecurityTokenInvalidLifetimeException or SecurityTokenExpiredException => "The access token has expired. Sign in again, or refresh it.",
        SecurityTokenInvalidAudienceException => "The access token is for another audience.",
        SecurityTokenInvalidIssuerException => "The access token comes from another issuer.",
        _ => "The access token is not valid. Sign in again.",
    });

    [LoggerMessage(Level = LogLevel.Error, Message = "The identity provider's configuration can't be read, so that nothing that comes from it can be checked.")]
    private partial void DiscoveryFailed(Exception exception);
}
