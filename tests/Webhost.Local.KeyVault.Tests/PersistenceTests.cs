using System.Text;
using Azure.Security.KeyVault.Secrets;

namespace Webhost.Local.KeyVault.Tests;

public sealed class PersistenceTests
{
    private const string Canary = "canary-3f9c1e77-value";

    [Fact]
    public async Task Secrets_survive_a_restart_with_versions_and_deletions()
    {
        await using var vault = await TestVault.StartAsync();
        var client = vault.Client();
        KeyVaultSecret first = await client.SetSecretAsync("kept", "one");
        await client.SetSecretAsync("kept", "two");
        await client.SetSecretAsync("deleted", "value");
        await (await client.StartDeleteSecretAsync("deleted")).WaitForCompletionAsync();

        await vault.CloseAsync();
        await vault.OpenAsync();

        var reopened = vault.Client();
        Assert.Equal("two", (await reopened.GetSecretAsync("kept")).Value.Value);
        Assert.Equal("one", (await reopened.GetSecretAsync("kept", first.Properties.Version)).Value.Value);
        Assert.Equal("deleted", (await reopened.GetDeletedSecretAsync("deleted")).Value.Name);
    }

    [Fact]
    public async Task The_plain_value_is_in_no_file()
    {
        await using var vault = await TestVault.StartAsync();
        var client = vault.Client();
        await client.SetSecretAsync("canary", Canary);
        await client.BackupSecretAsync("canary");
        await (await client.StartDeleteSecretAsync("canary")).WaitForCompletionAsync();

        var files = Directory.GetFiles(vault.Directory, "*", SearchOption.AllDirectories);

        Assert.Contains(files, file => Path.GetFileName(file) == "canary.json");
        foreach (var file in files)
        {
            var content = await File.ReadAllBytesAsync(file);
            foreach (var form in new[] { Canary, Convert.ToBase64String(Encoding.UTF8.GetBytes(Canary)), Convert.ToHexString(Encoding.UTF8.GetBytes(Canary)) })
                Assert.True(content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(form)) < 0, file);
        }
    }

    [Fact]
    public async Task All_files_are_the_owner_s_alone()
    {
        await using var vault = await TestVault.StartAsync();
        await vault.Client().SetSecretAsync("secret", "value");

        foreach (var file in Directory.GetFiles(vault.Directory, "*", SearchOption.AllDirectories))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        foreach (var directory in new[] { vault.Directory, Path.Combine(vault.Directory, "secrets") })
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(directory));
    }

    [Fact]
    public async Task A_half_written_file_of_a_crash_is_removed()
    {
        await using var vault = await TestVault.StartAsync();
        await vault.Client().SetSecretAsync("whole", "value");
        await vault.CloseAsync();
        var leftover = Path.Combine(vault.Directory, "secrets", ".whole.json.0123456789abcdef.tmp");
        await File.WriteAllTextAsync(leftover, "{\"name\":");

        await vault.OpenAsync();

        Assert.False(File.Exists(leftover));
        Assert.Equal("value", (await vault.Client().GetSecretAsync("whole")).Value.Value);
    }

    [Fact]
    public async Task Another_key_or_a_damaged_file_stops_the_start_and_is_named()
    {
        await using var vault = await TestVault.StartAsync();
        await vault.Client().SetSecretAsync("secret", "value");
        await vault.CloseAsync();
        var keyFile = Path.Combine(vault.Directory, "vault.key");
        await File.WriteAllTextAsync(keyFile, Convert.ToBase64String(new byte[32]));

        var failure = await Assert.ThrowsAsync<InvalidDataException>(vault.OpenAsync);

        Assert.Contains("secret.json", failure.Message, StringComparison.Ordinal);
        Assert.Contains(keyFile, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_moved_to_another_secret_does_not_open()
    {
        await using var vault = await TestVault.StartAsync();
        await vault.Client().SetSecretAsync("aaa", "value");
        await vault.CloseAsync();
        var file = Path.Combine(vault.Directory, "secrets", "aaa.json");
        var moved = (await File.ReadAllTextAsync(file)).Replace("\"aaa\"", "\"bbb\"", StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(vault.Directory, "secrets", "bbb.json"), moved);

        await Assert.ThrowsAsync<InvalidDataException>(vault.OpenAsync);
    }

    [Fact]
    public async Task Certificates_are_kept_and_renewed_before_they_expire()
    {
        await using var vault = await TestVault.StartAsync();
        var first = await File.ReadAllTextAsync(vault.CertificateAuthorityFile);

        await vault.CloseAsync();
        await vault.OpenAsync();
        var second = await File.ReadAllTextAsync(vault.CertificateAuthorityFile);
        await vault.CloseAsync();
        vault.Time.Advance(TimeSpan.FromDays(5 * 365 - 30));
        await vault.OpenAsync();
        var third = await File.ReadAllTextAsync(vault.CertificateAuthorityFile);

        Assert.Equal(first, second);
        Assert.NotEqual(second, third);
    }
}
