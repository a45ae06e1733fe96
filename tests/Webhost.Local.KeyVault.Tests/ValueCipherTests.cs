using System.Security.Cryptography;
using System.Text;
using Webhost.Local.KeyVault.Vault;

namespace Webhost.Local.KeyVault.Tests;

public sealed class ValueCipherTests
{
    [Fact]
    public void What_many_seal_and_open_at_once_is_what_it_was()
    {
        var cipher = new ValueCipher(RandomNumberGenerator.GetBytes(32));
        var opened = new string[20_000];

        Parallel.For(0, opened.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 }, number =>
            opened[number] = Encoding.UTF8.GetString(cipher.Decrypt(cipher.Encrypt(Encoding.UTF8.GetBytes($"value {number}"), $"place {number}"), $"place {number}")));

        Assert.All(opened, (value, number) => Assert.Equal($"value {number}", value));
    }

    [Fact]
    public void A_value_moved_to_another_place_does_not_open()
    {
        var cipher = new ValueCipher(RandomNumberGenerator.GetBytes(32));
        var box = cipher.Encrypt("value"u8, "here");

        Assert.ThrowsAny<CryptographicException>(() => cipher.Decrypt(box, "there"));
    }
}
