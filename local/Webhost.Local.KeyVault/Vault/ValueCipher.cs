using System.Security.Cryptography;
using System.Text;

namespace Webhost.Local.KeyVault.Vault;

/// <summary>Encrypts values with AES-256-GCM. A value is bound to its place: moved to another secret or version it no longer opens.</summary>
internal sealed class ValueCipher
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    private readonly byte[] _key;

    public ValueCipher(ReadOnlySpan<byte> key) => _key = key.ToArray();

    public byte[] Encrypt(ReadOnlySpan<byte> plain, string place)
    {
        var sealedValue = new byte[NonceSize + TagSize + plain.Length];
        var nonce = sealedValue.AsSpan(0, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var algorithm = CreateAlgorithm();
        algorithm.Encrypt(nonce, plain, sealedValue.AsSpan(NonceSize + TagSize), sealedValue.AsSpan(NonceSize, TagSize), Encoding.UTF8.GetBytes(place));
        return sealedValue;
    }

    /// <exception cref="CryptographicException">The value was altered, belongs elsewhere or was sealed with another key.</exception>
    public byte[] Decrypt(ReadOnlySpan<byte> sealedValue, string place)
    {
        if (sealedValue.Length < NonceSize + TagSize)
            throw new CryptographicException("The value is too short to be sealed.");
        var plain = new byte[sealedValue.Length - NonceSize - TagSize];
        using var algorithm = CreateAlgorithm();
        algorithm.Decrypt(sealedValue[..NonceSize], sealedValue[(NonceSize + TagSize)..], sealedValue.Slice(NonceSize, TagSize), plain, Encoding.UTF8.GetBytes(place));
        return plain;
    }

    // One for each call: what several threads seal with the same one at once can't be opened again.
    private AesGcm CreateAlgorithm() => new(_key, TagSize);
}
