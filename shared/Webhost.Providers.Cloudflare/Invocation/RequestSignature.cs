using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Webhost.Providers.Cloudflare.Invocation;

/// <summary>Signs calls to the shim: an HMAC over time, method, path and the body's hash.</summary>
internal static class RequestSignature
{
    public const string TimestampHeader = "X-Webhost-Timestamp";
    public const string SignatureHeader = "X-Webhost-Signature";

    private const int StackLimit = 1024;
    private const int HashHexLength = 2 * SHA256.HashSizeInBytes;
    private const int MaximumTimestampLength = 20;

    /// <summary>The two headers' values.</summary>
    /// <param name="secret">The invoke secret; its characters are the key.</param>
    /// <param name="now">The time.</param>
    /// <param name="method">In upper case.</param>
    /// <param name="path">The path with its query, as the shim sees it.</param>
    /// <param name="body">The body; empty for none.</param>
    public static (string Timestamp, string Signature) Create(string secret, DateTimeOffset now, string method, string path, ReadOnlySpan<byte> body)
    {
        var timestamp = now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);

        var maximum = MaximumTimestampLength + method.Length + Encoding.UTF8.GetMaxByteCount(path.Length) + HashHexLength + 3;
        Span<byte> text = maximum <= StackLimit ? stackalloc byte[maximum] : new byte[maximum];
        var length = Encoding.UTF8.GetBytes(timestamp, text);
        text[length++] = (byte)'.';
        length += Encoding.UTF8.GetBytes(method, text[length..]);
        text[length++] = (byte)'.';
        length += Encoding.UTF8.GetBytes(path, text[length..]);
        text[length++] = (byte)'.';
        Convert.TryToHexStringLower(hash, text[length..], out var written);
        length += written;

        Span<byte> key = secret.Length <= StackLimit / 4 ? stackalloc byte[Encoding.UTF8.GetMaxByteCount(secret.Length)] : new byte[Encoding.UTF8.GetMaxByteCount(secret.Length)];
        var keyLength = Encoding.UTF8.GetBytes(secret, key);
        HMACSHA256.HashData(key[..keyLength], text[..length], hash);
        return (timestamp, string.Concat("v1=", Convert.ToHexStringLower(hash)));
    }
}
