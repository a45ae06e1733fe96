using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Webhost.Local.KeyVault.Files;

namespace Webhost.Local.KeyVault.Vault;

/// <summary>Secrets in memory for reading, and a file for each with its values encrypted. A write is on the disk before it is seen.</summary>
internal sealed class SecretStore
{
    private readonly string _directory;
    private readonly ValueCipher _cipher;
    private readonly ConcurrentDictionary<string, SecretRecord> _records = new(StringComparer.OrdinalIgnoreCase);

    private SecretStore(string directory, ValueCipher cipher)
    {
        _directory = directory;
        _cipher = cipher;
    }

    public IEnumerable<SecretRecord> All => _records.Values;

    /// <exception cref="InvalidDataException">A file is damaged, or was written with another key.</exception>
    public static async Task<SecretStore> OpenAsync(string stateDirectory, CancellationToken cancellationToken)
    {
        var directory = Path.Combine(stateDirectory, "secrets");
        PrivateFiles.CreateDirectory(directory);
        PrivateFiles.RemoveLeftovers(directory);
        var keyFile = Path.Combine(stateDirectory, "vault.key");
        var key = await PrivateFiles.ReadOrCreateAsync(keyFile, () => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)), cancellationToken);
        var store = new SecretStore(directory, new ValueCipher(Convert.FromBase64String(key)));
        foreach (var file in Directory.EnumerateFiles(directory, "*.json"))
            await store.LoadAsync(file, cancellationToken);
        return store;
    }

    public SecretRecord? Find(string name) => _records.GetValueOrDefault(name);

    public byte[] Encrypt(string name, string version, string value) => _cipher.Encrypt(Encoding.UTF8.GetBytes(value), Place(name, version));

    public string Decrypt(string name, SecretVersion version) => Encoding.UTF8.GetString(_cipher.Decrypt(version.EncryptedValue, Place(name, version.Id)));

    public byte[] Seal(SecretRecord record) => _cipher.Encrypt(JsonSerializer.SerializeToUtf8Bytes(record, VaultJson.Default.SecretRecord), "backup");

    /// <exception cref="CryptographicException">The backup is not from this vault.</exception>
    public SecretRecord Unseal(byte[] backup) => JsonSerializer.Deserialize(_cipher.Decrypt(backup, "backup"), VaultJson.Default.SecretRecord)!;

    public async Task PutAsync(SecretRecord record, CancellationToken cancellationToken)
    {
        await PrivateFiles.WriteAsync(FileOf(record.Name), JsonSerializer.SerializeToUtf8Bytes(record, VaultJson.Default.SecretRecord), cancellationToken);
        _records[record.Name] = record;
    }

    public void Remove(string name)
    {
        PrivateFiles.Delete(FileOf(name));
        _records.TryRemove(name, out _);
    }

    private async Task LoadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            var record = JsonSerializer.Deserialize(await File.ReadAllBytesAsync(file, cancellationToken), VaultJson.Default.SecretRecord)!;
            // One value is opened, so that a wrong key is found out now and not at the first use.
            Decrypt(record.Name, record.Latest);
            _records[record.Name] = record;
        }
        catch (Exception exception) when (exception is JsonException or CryptographicException or ArgumentOutOfRangeException)
        {
            throw new InvalidDataException($"The secret in '{file}' is damaged, or '{Path.Combine(Path.GetDirectoryName(_directory)!, "vault.key")}' is not the key it was written with.", exception);
        }
    }

    private static string Place(string name, string version) => $"{name.ToLowerInvariant()}/{version}";

    private string FileOf(string name) => Path.Combine(_directory, $"{name.ToLowerInvariant()}.json");
}
