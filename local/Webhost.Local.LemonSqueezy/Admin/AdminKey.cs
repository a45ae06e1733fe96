using System.Security.Cryptography;
using System.Text;
using Webhost.Local.KeyVault.Files;

namespace Webhost.Local.LemonSqueezy.Admin;

/// <summary>The key in <c>admin.key</c>: whoever can read that file may move the clock.</summary>
internal sealed class AdminKey(string key)
{
    private readonly byte[] _expected = SHA256.HashData(Encoding.UTF8.GetBytes(key));

    public static async Task<AdminKey> OpenAsync(string directory, CancellationToken cancellationToken) =>
        new(await PrivateFiles.ReadOrCreateAsync(Path.Combine(directory, "admin.key"), () => RandomNumberGenerator.GetHexString(64, lowercase: true), cancellationToken));

    public bool Fits(string given) => CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), _expected);
}
