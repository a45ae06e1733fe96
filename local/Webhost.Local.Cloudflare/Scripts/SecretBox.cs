using System.Security.Cryptography;
using System.Text;

namespace Webhost.Local.Cloudflare.Scripts;

/// <summary>
/// Seals the values of secrets for the disk: AES-256-GCM with a random nonce, under a key file that only its owner may read. A value is
/// bound to its script and name, so a sealed one can't be moved to another place.
/// </summary>
internal sealed class SecretBox
{
    private const int KeyBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private readonly byte[] _key;

    public SecretBox(string keyFile)
    {
        if (!File.Exists(keyFile))
        {
            var options = new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            };
            using var file = new FileStream(keyFile, options);
            file.Write(RandomNumberGenerator.GetBytes(KeyBytes));
            file.Flush(flushToDisk: true);
        }
        _key = File.ReadAllBytes(keyFile);
        if (_key.Length != KeyBytes)
            throw new InvalidDataException($"'{keyFile}' is not a key of {KeyBytes} bytes. Without the right key the stored secrets are lost.");
    }

    /// <summary>Base64 of nonce, ciphertext and tag.</summary>
    public string Seal(string scriptId, string name, string value)
    {
        var plain = Encoding.UTF8.GetBytes(value);
        var box = new byte[NonceBytes + plain.Length + TagBytes];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(_key, TagBytes);
        aes.Encrypt(box.AsSpan(0, NonceBytes), plain, box.AsSpan(NonceBytes, plain.Length), box.AsSpan(NonceBytes + plain.Length), Bound(scriptId, name));
        return Convert.ToBase64String(box);
    }

    /// <exception cref="CryptographicException">The value was sealed for another place, or under another key.</exception>
    public string Open(string scriptId, string name, string sealedValue)
    {
        var box = Convert.FromBase64String(sealedValue).AsSpan();
        var plain = new byte[box.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(_key, TagBytes);
        aes.Decrypt(box[..NonceBytes], box[NonceBytes..^TagBytes], box[^TagBytes..], plain, Bound(scriptId, name));
        return Encoding.UTF8.GetString(plain);
    }

    private static byte[] Bound(string scriptId, string name) => Encoding.UTF8.GetBytes($"{scriptId}/{name}");
}
