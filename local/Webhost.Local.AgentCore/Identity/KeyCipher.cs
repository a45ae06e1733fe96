using System.Security.Cryptography;
using System.Text;
using Webhost.Local.KeyVault.Files;

namespace Webhost.Local.AgentCore.Identity;

/// <summary>Seals keys for the disk with AES-256-GCM under a key file of mode 600. A sealed key is bound to its provider.</summary>
internal sealed class KeyCipher
{
    private const int KeySize = 32;
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private readonly byte[] _key;

    private KeyCipher(byte[] key) => _key = key;

    /// <exception cref="InvalidDataException">The key file is damaged.</exception>
    public static async Task<KeyCipher> OpenAsync(string file, CancellationToken cancellationToken)
    {
        var text = await PrivateFiles.ReadOrCreateAsync(file, () => RandomNumberGenerator.GetHexString(2 * KeySize, lowercase: true), cancellationToken);
        return text.Length == 2 * KeySize ? new KeyCipher(Convert.FromHexString(text)) : throw new InvalidDataException($"'{file}' is not a key of {KeySize} bytes. Without the right key the stored ones are lost.");
    }

    public string Seal(string name, string value)
    {
        var plain = Encoding.UTF8.GetBytes(value);
        var box = new byte[NonceSize + plain.Length + TagSize];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceSize));
        using var algorithm = CreateAlgorithm();
        algorithm.Encrypt(box.AsSpan(0, NonceSize), plain, box.AsSpan(NonceSize, plain.Length), box.AsSpan(NonceSize + plain.Length), Encoding.UTF8.GetBytes(name));
        return Convert.ToBase64String(box);
    }

    /// <exception cref="CryptographicException">It was sealed for another provider or under another key.</exception>
    public string Open(string name, string sealedValue)
    {
        var box = Convert.FromBase64String(sealedValue).AsSpan();
        var plain = new byte[box.Length - NonceSize - TagSize];
        using var algorithm = CreateAlgorithm();
        algorithm.Decrypt(box[..NonceSize], box[NonceSize..^TagSize], box[^TagSize..], plain, Encoding.UTF8.GetBytes(name));
        return Encoding.UTF8.GetString(plain);
    }

    // One for each call: what several threads seal with the same one at once can't be opened again.
    private AesGcm CreateAlgorithm() => new(_key, TagSize);
}
