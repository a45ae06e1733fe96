using System.Security.Cryptography;
using System.Text;

namespace Webhost.Local.KeyVault.Vault;

/// <summary>Encrypts values with AES-256-GCM. A value is bound to its place: moved to another secret or version it no longer opens.</summary>
internal sealed class ValueCipher : IDisposable
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    private readonly AesGcm _algorithm;

    public ValueCipher(ReadOnlySpan<byte> key) => _algorithm = new AesGcm(key, TagSize);

    public byte[] Encrypt(ReadOnlySpan<byte> plain, string place)
    {
        var sealedValue = new byte[NonceSize + TagSize + plain.Length];
        var nonce = sealedValue.AsSpan(0, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        _algorithm.Encrypt(nonce, plain, sealedValue.AsSpan(NonceSize + TagSize), sealedValue.AsSpan(NonceSize, TagSize), Encoding.UTF8.GetBytes(place));
        return sealedValue;
    }

    /// <exception cref="CryptographicException">The value was altered, belongs elsewhere or was sealed with another key.</exception>
    public byte[] Decrypt(ReadOnlySpan<byte> sealedValue, string place)
    {
        if (sealedValue.Length < NonceSize + TagSize)
            throw new CryptographicException("The value is too short to be sealed.");
        var plain = new byte[sealedValue.Length - NonceSize - TagSize];
        _algorithm.Decrypt(sealedValue[..NonceSize], sealedValue[(NonceSize + TagSize)..], sealedValue.Slice(NonceSize, TagSize), plain, Encoding.UTF8.GetBytes(place));
        return plain;
    }

    public void Dispose() => _algorithm.Dispose();
}
