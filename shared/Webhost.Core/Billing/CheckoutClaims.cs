using System.Security.Cryptography;
using System.Text;
using Webhost.Core.Telemetry;
using Webhost.Core.Users;

namespace Webhost.Core.Billing;

/// <summary>Signs the custom data of checkouts, and tells whether an event's custom data is ours.</summary>
public sealed class CheckoutClaims(WorkloadKeys keys)
{
    /// <summary>The claim of a new checkout.</summary>
    /// <param name="userId">Whose it is.</param>
    /// <param name="checkoutId">The checkout.</param>
    /// <param name="testMode">Whether no real money is asked for: such a claim is worth nothing where it is.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<CheckoutClaim> SignAsync(UserId userId, string checkoutId, bool testMode, CancellationToken cancellationToken) =>
        new(userId.Value, checkoutId, Convert.ToHexStringLower(await MacAsync(userId.Value, checkoutId, testMode, cancellationToken)));

    /// <summary>The account that a claim proves; null when it proves none.</summary>
    public async ValueTask<UserId?> VerifyAsync(CheckoutClaim? claim, bool testMode, CancellationToken cancellationToken)
    {
        if (claim is not { Signature.Length: 2 * SHA256.HashSizeInBytes, CheckoutId: { } checkoutId } || !UserId.TryParse(claim.UserId, out var userId))
        {
            return null;
        }

        var claimed = new byte[SHA256.HashSizeInBytes];
        var expected = await MacAsync(userId.Value, checkoutId, testMode, cancellationToken);
        return Convert.FromHexString(claim.Signature, claimed, out _, out _) == System.Buffers.OperationStatus.Done && CryptographicOperations.FixedTimeEquals(claimed, expected)
            ? userId
            : null;
    }

    private async ValueTask<byte[]> MacAsync(string userId, string checkoutId, bool testMode, CancellationToken cancellationToken) => HMACSHA256.HashData(
        await keys.PlatformKeyAsync(testMode ? "billing-checkout-test" : "billing-checkout", cancellationToken),
        Encoding.UTF8.GetBytes($"{userId}\n{checkoutId}"));
}
