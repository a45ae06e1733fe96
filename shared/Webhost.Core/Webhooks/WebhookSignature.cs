using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Webhost.Core.Webhooks;

/// <summary>Signs as Standard Webhooks says: HMAC-SHA256 over <c>{id}.{seconds}.{body}</c>, so that neither can be exchanged.</summary>
public static class WebhookSignature
{
    /// <summary>How a key is written for its owner.</summary>
    public const string SecretPrefix = "whsec_";

    /// <summary>The value of the header <c>webhook-signature</c>.</summary>
    public static string Of(string id, DateTimeOffset time, ReadOnlySpan<byte> body, ReadOnlySpan<byte> key)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{time.ToUnixTimeSeconds()}.")));
        hmac.AppendData(body);
        return $"v1,{Convert.ToBase64String(hmac.GetHashAndReset())}";
    }

    /// <summary>A key as its owner is shown it.</summary>
    public static string SecretOf(ReadOnlySpan<byte> key) => SecretPrefix + Convert.ToBase64String(key);
}
