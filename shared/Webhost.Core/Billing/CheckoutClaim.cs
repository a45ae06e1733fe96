namespace Webhost.Core.Billing;

/// <summary>The custom data of a checkout: whose it is, signed by this platform, so that nobody can pay for or end someone else's plan by editing it.</summary>
/// <param name="UserId">The account.</param>
/// <param name="CheckoutId">The checkout, so that no two signatures are alike.</param>
/// <param name="Signature">The HMAC over both, in hexadecimal.</param>
public sealed record CheckoutClaim(string? UserId, string? CheckoutId, string? Signature);
