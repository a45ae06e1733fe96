using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Webhost.Core.Webhooks;

/// <summary>Signs, and checks signatures, as Standard Webhooks says: HMAC-SHA256 over <c>{id}.{seconds}.{body}</c>, so that none of them can be exchanged.</summary>
public static class WebhookSignature
{
    /// <summary>How a key is written for its owner.</summary>
    public const string SecretPrefix = "whsec_";

    // As the specification bounds keys.
    private const int LeastKeyBytes = 24;
    private const int MostKeyBytes = 64;
    private const long ToleranceSeconds = 5 * 60;

    /// <summary>The value of the header <c>webhook-signature</c>.</summary>
    public static string Of(string id, DateTimeOffset time, ReadOnlySpan<byte> body, ReadOnlySpan<byte> key)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{time.ToUnixTimeSeconds()}.")));
        hmac.AppendData(body);
        return $"v1,{Convert.ToBase64String(hmac.GetHashAndReset())}";
    }

    /// <summary>Whether a message was signed with the key, within five minutes of now. Takes the same time for every signature of a length.</summary>
    public static bool IsValid(ReceivedWebhook message, ReadOnlySpan<byte> key, DateTimeOffset now)
    {
        if (message is not { Id: { Length: > 0 } id, Timestamp: { } sent, Signatures: { } signatures }
            || !long.TryParse(sent, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs(now.ToUnixTimeSeconds() - seconds) > ToleranceSeconds)
        {
            return false;
        }

        var expected = Encoding.UTF8.GetBytes(Of(id, DateTimeOffset.FromUnixTimeSeconds(seconds), message.Body.Span, key));
        var valid = false;
        foreach (var signature in signatures.Split(' '))
        {
            valid |= CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(signature), expected);
        }

        return valid;
    }

    /// <summary>A key as its owner is shown it.</summary>
    public static string SecretOf(ReadOnlySpan<byte> key) => SecretPrefix + Convert.ToBase64String(key);

    /// <summary>Reads a key as <see cref="SecretOf"/> writes it.</summary>
    public static bool TryReadSecret(string secret, [NotNullWhen(true)] out byte[]? key)
    {
        var bytes = new byte[secret.Length];
        key = secret.StartsWith(SecretPrefix, StringComparison.Ordinal) && Convert.TryFromBase64String(secret[SecretPrefix.Length..], bytes, out var length) && length is >= LeastKeyBytes and <= MostKeyBytes
            ? bytes[..length]
            : null;
        return key is not null;
    }
}
