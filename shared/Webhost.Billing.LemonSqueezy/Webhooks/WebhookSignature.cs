using System.Security.Cryptography;
using System.Text;

namespace Webhost.Billing.LemonSqueezy.Webhooks;

/// <summary>Checks <c>X-Signature</c>: the HMAC-SHA256 of the raw body, in hexadecimal.</summary>
internal static class WebhookSignature
{
    /// <summary>Whether a body is signed with the secret. Always computes and compares once, whatever the signature looks like.</summary>
    public static bool IsValid(ReadOnlySpan<byte> body, string? signature, string secret)
    {
        Span<byte> claimed = stackalloc byte[SHA256.HashSizeInBytes];
        var wellFormed = signature is { Length: 2 * SHA256.HashSizeInBytes } && Convert.FromHexString(signature, claimed, out _, out _) == System.Buffers.OperationStatus.Done;
        Span<byte> expected = stackalloc byte[SHA256.HashSizeInBytes];
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body, expected);
        return CryptographicOperations.FixedTimeEquals(claimed, expected) & wellFormed;
    }
}
