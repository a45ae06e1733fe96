namespace Webhost.Cli.SignIn;

/// <summary>What is kept of a sign-in to one API.</summary>
internal sealed record Credential
{
    /// <summary>The token that calls carry; an API key when there is no <see cref="TokenEndpoint"/>.</summary>
    public required string AccessToken { get; init; }

    /// <summary>Gets the next access token, once; null if the provider gave none.</summary>
    public string? RefreshToken { get; init; }

    /// <summary>When the access token ends; null if that is not known.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Where the refresh token is exchanged.</summary>
    public string? TokenEndpoint { get; init; }

    /// <summary>Where tokens are revoked; null if the provider can't.</summary>
    public string? RevocationEndpoint { get; init; }

    /// <summary>The client that the tokens were issued to.</summary>
    public string? ClientId { get; init; }

    /// <summary>The credential after an exchange.</summary>
    public Credential RenewedBy(TokenAnswer answer, DateTimeOffset now) => this with
    {
        AccessToken = answer.AccessToken!,
        RefreshToken = answer.RefreshToken ?? RefreshToken,
        ExpiresAt = answer.ExpiresIn is { } seconds ? now.AddSeconds(seconds) : null,
    };

    /// <inheritdoc/>
    public override string ToString() => nameof(Credential);
}
