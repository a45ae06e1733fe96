namespace Webhost.Core.Identity;

/// <summary>The identity provider (section <c>Oidc</c>).</summary>
public sealed record OidcOptions
{
    /// <summary>The issuer; its discovery document is read from <c>/.well-known/openid-configuration</c>.</summary>
    public required Uri Authority { get; init; }

    /// <summary>The audience that a token must name; null when <see cref="AuthorizedParties"/> is checked instead.</summary>
    public string? Audience { get; init; }

    /// <summary>The signature algorithms that are accepted; asymmetric ones only.</summary>
    public required IReadOnlyList<string> Algorithms { get; init; }

    /// <summary>The accepted values of the <c>azp</c> claim; empty to accept any.</summary>
    public IReadOnlyList<string> AuthorizedParties { get; init; } = [];

    /// <summary>The key that the provider signs its webhooks with; null when it sends none.</summary>
    public byte[]? WebhookKey { get; init; }

    /// <summary>The claim with the e-mail address.</summary>
    public string EmailClaim { get; init; } = "email";

    /// <summary>The claim that says whether the address was checked to be the user's: <c>true</c>, as a boolean or as text.</summary>
    public string EmailVerifiedClaim { get; init; } = "email_verified";

    /// <summary>The claim with the display name.</summary>
    public string NameClaim { get; init; } = "name";
}
