using Azure;
using Azure.Security.KeyVault.Secrets;

namespace Webhost.Local.KeyVault.Tests;

public sealed class SecretsTests : IAsyncLifetime
{
    private TestVault _vault = null!;
    private SecretClient _client = null!;

    public async Task InitializeAsync()
    {
        _vault = await TestVault.StartAsync();
        _client = _vault.Client();
    }

    public Task DisposeAsync() => _vault.DisposeAsync().AsTask();

    [Fact]
    public async Task A_secret_is_read_as_it_was_set()
    {
        var set = new KeyVaultSecret("api-key", "välue ✓");
        set.Properties.ContentType = "text/plain";
        set.Properties.Tags["owner"] = "ada";
        set.Properties.ExpiresOn = DateTimeOffset.FromUnixTimeSeconds(2_000_000_000);
        set.Properties.NotBefore = DateTimeOffset.FromUnixTimeSeconds(1_000_000_000);

        KeyVaultSecret written = await _client.SetSecretAsync(set);
        KeyVaultSecret read = await _client.GetSecretAsync("API-KEY");

        Assert.Equal("välue ✓", read.Value);
        Assert.Equal(written.Id, read.Id);
        Assert.Equal("text/plain", read.Properties.ContentType);
        Assert.Equal("ada", read.Properties.Tags["owner"]);
        Assert.Equal(set.Properties.ExpiresOn, read.Properties.ExpiresOn);
        Assert.Equal(set.Properties.NotBefore, read.Properties.NotBefore);
        Assert.True(read.Properties.Enabled);
        Assert.NotNull(read.Properties.CreatedOn);
        Assert.Equal("Recoverable+Purgeable", read.Properties.RecoveryLevel);
    }

    [Fact]
    public async Task Each_set_makes_a_version_and_old_ones_stay_readable()
    {
        KeyVaultSecret first = await _client.SetSecretAsync("rotating", "one");
        KeyVaultSecret second = await _client.SetSecretAsync("rotating", "two");

        KeyVaultSecret latest = await _client.GetSecretAsync("rotating");
        KeyVaultSecret old = await _client.GetSecretAsync("rotating", first.Properties.Version);
        var versions = await _client.GetPropertiesOfSecretVersionsAsync("rotating").Select(properties => properties.Version).ToListAsync();

        Assert.Equal("two", latest.Value);
        Assert.Equal("one", old.Value);
        Assert.Equal(new[] { first.Properties.Version, second.Properties.Version }.Order(StringComparer.Ordinal), versions.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Lists_go_on_over_pages()
    {
        var names = Enumerable.Range(0, 60).Select(index => $"secret-{index:00}").ToList();
        await Task.WhenAll(names.Select(name => _client.SetSecretAsync(name, "value")));

        var pages = await _client.GetPropertiesOfSecretsAsync().AsPages().ToListAsync();

        Assert.Equal([25, 25, 10], pages.Select(page => page.Values.Count));
        Assert.Equal(names, pages.SelectMany(page => page.Values).Select(properties => properties.Name));
    }

    [Fact]
    public async Task Many_versions_are_listed_over_pages()
    {
        for (var index = 0; index < 30; index++)
            await _client.SetSecretAsync("busy", $"value {index}");

        var versions = await _client.GetPropertiesOfSecretVersionsAsync("busy").ToListAsync();

        Assert.Equal(30, versions.Select(version => version.Version).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Properties_are_updated_without_a_new_version()
    {
        KeyVaultSecret secret = await _client.SetSecretAsync("settings", "value");
        secret.Properties.ContentType = "application/json";
        secret.Properties.Tags["stage"] = "test";
        secret.Properties.Enabled = false;

        SecretProperties updated = await _client.UpdateSecretPropertiesAsync(secret.Properties);
        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => _client.GetSecretAsync("settings"));
        updated.Enabled = true;
        await _client.UpdateSecretPropertiesAsync(updated);
        KeyVaultSecret enabled = await _client.GetSecretAsync("settings");

        Assert.Equal(secret.Properties.Version, updated.Version);
        Assert.Equal(403, refused.Status);
        Assert.Equal("Forbidden", refused.ErrorCode);
        Assert.Equal("value", enabled.Value);
        Assert.Equal("application/json", enabled.Properties.ContentType);
        Assert.Equal("test", enabled.Properties.Tags["stage"]);
    }

    [Fact]
    public async Task A_deleted_secret_is_listed_recovered_and_purged()
    {
        await _client.SetSecretAsync("passing", "value");

        var deletion = await _client.StartDeleteSecretAsync("passing");
        await deletion.WaitForCompletionAsync();
        var listed = await _client.GetDeletedSecretsAsync().ToListAsync();
        DeletedSecret deleted = await _client.GetDeletedSecretAsync("passing");
        var gone = await Assert.ThrowsAsync<RequestFailedException>(() => _client.GetSecretAsync("passing"));
        await (await _client.StartRecoverDeletedSecretAsync("passing")).WaitForCompletionAsync();
        KeyVaultSecret recovered = await _client.GetSecretAsync("passing");
        await (await _client.StartDeleteSecretAsync("passing")).WaitForCompletionAsync();
        await _client.PurgeDeletedSecretAsync("passing");

        Assert.Equal("passing", Assert.Single(listed).Name);
        Assert.NotNull(deleted.DeletedOn);
        Assert.Equal(90, Math.Round((deleted.ScheduledPurgeDate!.Value - deleted.DeletedOn!.Value).TotalDays));
        Assert.Equal((404, "SecretNotFound"), (gone.Status, gone.ErrorCode));
        Assert.Equal("value", recovered.Value);
        Assert.Equal(404, (await Assert.ThrowsAsync<RequestFailedException>(() => _client.GetDeletedSecretAsync("passing"))).Status);
        await _client.SetSecretAsync("passing", "again");
    }

    [Fact]
    public async Task A_name_that_is_deleted_but_recoverable_is_taken()
    {
        await _client.SetSecretAsync("taken", "value");
        await (await _client.StartDeleteSecretAsync("taken")).WaitForCompletionAsync();

        var conflict = await Assert.ThrowsAsync<RequestFailedException>(() => _client.SetSecretAsync("taken", "value"));

        Assert.Equal((409, "Conflict"), (conflict.Status, conflict.ErrorCode));
        Assert.Contains("ObjectIsDeletedButRecoverable", conflict.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deleted_secret_is_purged_when_its_time_is_over()
    {
        await _client.SetSecretAsync("old", "value");
        await (await _client.StartDeleteSecretAsync("old")).WaitForCompletionAsync();

        _vault.Time.Advance(TimeSpan.FromDays(91));

        Assert.Empty(await _client.GetDeletedSecretsAsync().ToListAsync());
        KeyVaultSecret again = await _client.SetSecretAsync("old", "new");
        Assert.Single(await _client.GetPropertiesOfSecretVersionsAsync("old").ToListAsync());
        Assert.Equal("new", again.Value);
    }

    [Fact]
    public async Task What_does_not_exist_is_not_found()
    {
        await _client.SetSecretAsync("known", "value");

        foreach (var call in new Func<Task>[]
        {
            () => _client.GetSecretAsync("unknown"),
            () => _client.GetSecretAsync("known", "0123456789abcdef0123456789abcdef"),
            () => _client.StartDeleteSecretAsync("unknown"),
            () => _client.StartRecoverDeletedSecretAsync("known"),
            () => _client.PurgeDeletedSecretAsync("known"),
            () => _client.BackupSecretAsync("unknown"),
        })
        {
            var failure = await Assert.ThrowsAsync<RequestFailedException>(call);
            Assert.Equal((404, "SecretNotFound"), (failure.Status, failure.ErrorCode));
        }
    }

    [Fact]
    public async Task A_value_may_have_25_kilobytes_and_no_byte_more()
    {
        var largest = new string('x', 25 * 1024);

        await _client.SetSecretAsync("large", largest);
        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => _client.SetSecretAsync("larger", largest + "x"));

        Assert.Equal(largest, (await _client.GetSecretAsync("large")).Value.Value);
        Assert.Equal((400, "BadParameter"), (failure.Status, failure.ErrorCode));
    }

    [Fact]
    public async Task A_backup_is_restored_with_all_its_versions_once()
    {
        await _client.SetSecretAsync("kept", "one");
        await _client.SetSecretAsync("kept", "two");
        byte[] backup = await _client.BackupSecretAsync("kept");
        var conflict = await Assert.ThrowsAsync<RequestFailedException>(() => _client.RestoreSecretBackupAsync(backup));
        await (await _client.StartDeleteSecretAsync("kept")).WaitForCompletionAsync();
        await _client.PurgeDeletedSecretAsync("kept");

        await _client.RestoreSecretBackupAsync(backup);
        backup[^1] ^= 1;
        var forged = await Assert.ThrowsAsync<RequestFailedException>(() => _client.RestoreSecretBackupAsync(backup));

        Assert.Equal(409, conflict.Status);
        Assert.Equal("two", (await _client.GetSecretAsync("kept")).Value.Value);
        Assert.Equal(2, (await _client.GetPropertiesOfSecretVersionsAsync("kept").ToListAsync()).Count);
        Assert.Equal(400, forged.Status);
    }

    [Fact]
    public async Task Concurrent_writers_lose_nothing()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 40).Select(async index => (await _client.SetSecretAsync("contended", $"{index}")).Value.Properties.Version));

        var versions = await _client.GetPropertiesOfSecretVersionsAsync("contended").Select(properties => properties.Version).ToListAsync();

        Assert.Equal(ids.Order(StringComparer.Ordinal), versions.Order(StringComparer.Ordinal));
    }
}
