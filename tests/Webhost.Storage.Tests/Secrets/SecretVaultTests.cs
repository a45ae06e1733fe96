using Azure;
using Azure.Security.KeyVault.Secrets;
using Microsoft.Extensions.DependencyInjection;
using Webhost.Core.Secrets;
using Webhost.Local.KeyVault;

namespace Webhost.Storage.Tests.Secrets;

[Collection(StorageCollection.Name)]
public sealed class SecretVaultTests(StorageFixture storage) : IAsyncLifetime
{
    private const string Name = "agt-1-key";
    private const string AccessToken = "the-token-of-the-tests";

    private readonly string directory = Directory.CreateTempSubdirectory("webhost-vault-").FullName;
    private KeyVaultEmulator emulator = null!;
    private ServiceProvider services = null!;

    private ISecretVault Vault => services.GetRequiredService<ISecretVault>();

    private SecretClient Client => services.GetRequiredService<SecretClient>();

    public async Task InitializeAsync()
    {
        emulator = await KeyVaultEmulator.StartAsync(new KeyVaultEmulatorOptions { StateDirectory = directory, AccessToken = AccessToken });
        services = storage.NewServices(TimeProvider.System, new KeyVaultOptions { Uri = emulator.Uri, AccessToken = AccessToken, CertificateAuthorityFile = emulator.CertificateAuthorityFile });
    }

    public async Task DisposeAsync()
    {
        await services.DisposeAsync();
        await emulator.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task A_removed_secret_is_purged_and_its_name_is_free_again()
    {
        await Vault.SetAsync(Name, "first", default);

        await Vault.RemoveAsync(Name, default);
        await Vault.RemoveAsync(Name, default);

        await IsPurgedAsync();
        await Vault.SetAsync(Name, "second", default);
        Assert.Equal("second", await Vault.GetAsync(Name, default));
    }

    [Fact]
    public async Task A_removal_whose_process_died_between_deleting_and_purging_is_finished_by_the_next()
    {
        await Vault.SetAsync(Name, "first", default);
        await Client.StartDeleteSecretAsync(Name);

        await Vault.RemoveAsync(Name, default);

        await IsPurgedAsync();
    }

    [Fact]
    public async Task Removals_at_once_end_all_well()
    {
        await Vault.SetAsync(Name, "first", default);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Vault.RemoveAsync(Name, default)));

        await IsPurgedAsync();
    }

    private async Task IsPurgedAsync()
    {
        Assert.Null(await Vault.GetAsync(Name, default));
        Assert.Equal(404, (await Assert.ThrowsAsync<RequestFailedException>(() => Client.GetDeletedSecretAsync(Name))).Status);
    }
}
