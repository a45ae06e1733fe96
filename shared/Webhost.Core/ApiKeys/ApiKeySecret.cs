using System.Security.Cryptography;
using System.Text;

namespace Webhost.Core.ApiKeys;

/// <summary>A key itself. It is shown once and kept nowhere; what is stored is made of it.</summary>
/// <param name="Value">The text that authenticates.</param>
internal readonly record struct ApiKeySecret(string Value)
{
    /// <summary>How every key begins, so that secret scanners can find one.</summary>
    public const string Prefix = "whk_";

    private const int Bytes = 32;
    private const int ShownCharacters = 12;

    /// <summary>The first characters, to tell keys apart.</summary>
    public string Shown => Value[..ShownCharacters];

    /// <summary>SHA-256 in hexadecimal.</summary>
    public string Hash => HashOf(Value);

    public static ApiKeySecret New() => new(Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes)));

    public static string HashOf(string credential)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(credential), hash);
        return Convert.ToHexStringLower(hash);
    }

    /// <inheritdoc/>
    public override string ToString() => nameof(ApiKeySecret);
}
