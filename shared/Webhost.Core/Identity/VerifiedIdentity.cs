namespace Webhost.Core.Identity;

/// <summary>Who an access token speaks for, after every check.</summary>
/// <param name="Issuer">The token's issuer.</param>
/// <param name="Subject">The issuer's id of the user.</param>
/// <param name="Email">The e-mail address; null if the token names none.</param>
/// <param name="Name">The display name; null if the token names none.</param>
/// <param name="ExpiresAt">When the token ends.</param>
/// <param name="IssuedAt">When it was issued; null if it does not say.</param>
/// <param name="EmailVerified">Whether the issuer has checked that the address is the user's; null if the token does not say.</param>
public sealed record VerifiedIdentity(
    string Issuer, string Subject, string? Email, string? Name, DateTimeOffset ExpiresAt, DateTimeOffset? IssuedAt = null, bool? EmailVerified = null);
