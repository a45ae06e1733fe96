using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Webhost.Local.KeyVault.Files;
using Webhost.Local.KeyVault.Http;
using Webhost.Local.KeyVault.Tls;
using Webhost.Local.KeyVault.Vault;

namespace Webhost.Local.KeyVault;

/// <summary>
/// A Key Vault for one machine that the official <c>SecretClient</c> talks to: set, get, list, versions, properties, soft delete, recover,
/// purge, back up and restore of secrets. Clients trust <see cref="CertificateAuthorityFile"/>, present the configured token and disable the
/// verification of the challenge's resource (the address is not below <c>vault.azure.net</c>).
/// </summary>
public sealed class KeyVaultEmulator : IAsyncDisposable
{
    private const long MaximumRequestBytes = 256 * 1024;

    private readonly WebApplication _application;

    private KeyVaultEmulator(WebApplication application, Uri uri, string certificateAuthorityFile)
    {
        _application = application;
        Uri = uri;
        CertificateAuthorityFile = certificateAuthorityFile;
    }

    /// <summary>The vault's address.</summary>
    public Uri Uri { get; }

    /// <summary>The PEM file of the authority that signed the server's certificate.</summary>
    public string CertificateAuthorityFile { get; }

    /// <summary>Opens the vault in the state directory, making it at the first start, and listens.</summary>
    /// <exception cref="InvalidDataException">A file of the vault is damaged, or belongs to another key.</exception>
    public static async Task<KeyVaultEmulator> StartAsync(KeyVaultEmulatorOptions options, CancellationToken cancellationToken = default)
    {
        if (string.IsNullOrWhiteSpace(options.AccessToken))
            throw new ArgumentException($"{nameof(options.AccessToken)} is missing.", nameof(options));
        PrivateFiles.CreateDirectory(options.StateDirectory);
        var certificates = await VaultCertificates.OpenAsync(options.StateDirectory, options.TimeProvider, cancellationToken);
        var store = await SecretStore.OpenAsync(options.StateDirectory, cancellationToken);
        var vault = new SecretVault(store, options.TimeProvider, options.Retention);

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(options.LoggerFactory).AddLogging();
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaximumRequestBytes;
            kestrel.Listen(IPAddress.Loopback, options.Port, listen => listen.UseHttps(certificates.Server));
        });

        var application = builder.Build();
        application.UseMiddleware<FailureMiddleware>();
        application.UseMiddleware<ChallengeMiddleware>(options.AccessToken);
        application.UseMiddleware<ApiVersionMiddleware>();
        SecretEndpoints.Map(application, vault);
        DeletedSecretEndpoints.Map(application, vault);
        try
        {
            await application.StartAsync(cancellationToken);
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }

        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        return new KeyVaultEmulator(application, new Uri(addresses.Single()), certificates.AuthorityFile);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync(CancellationToken.None);
        await _application.DisposeAsync();
    }
}
