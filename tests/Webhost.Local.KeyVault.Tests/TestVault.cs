using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Security.KeyVault.Secrets;

namespace Webhost.Local.KeyVault.Tests;

/// <summary>An emulator with a state directory of its own, and official clients that trust its authority alone.</summary>
internal sealed class TestVault : IAsyncDisposable
{
    public const string AccessToken = "the-token-of-the-tests";

    private readonly List<HttpClient> _transports = [];
    private KeyVaultEmulator? _emulator;

    private TestVault(string directory, MovableTime time)
    {
        Directory = directory;
        Time = time;
    }

    public string Directory { get; }

    public MovableTime Time { get; }

    public Uri Uri => _emulator!.Uri;

    public string CertificateAuthorityFile => _emulator!.CertificateAuthorityFile;

    public static async Task<TestVault> StartAsync()
    {
        var vault = new TestVault(System.IO.Directory.CreateTempSubdirectory("webhost-vault-").FullName, new MovableTime());
        await vault.OpenAsync();
        return vault;
    }

    public async Task OpenAsync() =>
        _emulator = await KeyVaultEmulator.StartAsync(new KeyVaultEmulatorOptions { StateDirectory = Directory, AccessToken = AccessToken, TimeProvider = Time });

    public async Task CloseAsync()
    {
        if (_emulator is not null)
            await _emulator.DisposeAsync();
        _emulator = null;
    }

    public SecretClient Client(string token = AccessToken)
    {
        var options = new SecretClientOptions { DisableChallengeResourceVerification = true, Transport = new HttpClientTransport(Transport()) };
        options.Retry.MaxRetries = 0;
        return new SecretClient(Uri, new FixedCredential(token), options);
    }

    /// <summary>A plain client that trusts the vault's authority.</summary>
    public HttpClient Transport()
    {
        var authority = X509Certificate2.CreateFromPem(File.ReadAllText(CertificateAuthorityFile));
        var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.Add(authority);
        handler.SslOptions.EnabledSslProtocols = System.Security.Authentication.SslProtocols.None;
        var client = new HttpClient(handler) { BaseAddress = Uri };
        _transports.Add(client);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var transport in _transports)
            transport.Dispose();
        await CloseAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private sealed class FixedCredential(string token) : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => new(token, DateTimeOffset.MaxValue);

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => new(GetToken(requestContext, cancellationToken));
    }
}
