using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Webhost.Local.KeyVault.Files;

namespace Webhost.Local.KeyVault.Tls;

/// <summary>The vault's own certificate authority and the certificate of its server, made at the first start and again before they expire.</summary>
internal sealed class VaultCertificates
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(5 * 365);
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(60);

    private VaultCertificates(X509Certificate2 server, string authorityFile)
    {
        Server = server;
        AuthorityFile = authorityFile;
    }

    public X509Certificate2 Server { get; }

    public string AuthorityFile { get; }

    public static async Task<VaultCertificates> OpenAsync(string stateDirectory, TimeProvider time, CancellationToken cancellationToken)
    {
        var authorityFile = Path.Combine(stateDirectory, "ca.pem");
        var certificateFile = Path.Combine(stateDirectory, "server.pem");
        var keyFile = Path.Combine(stateDirectory, "server.key");
        if (File.Exists(authorityFile) && File.Exists(certificateFile) && File.Exists(keyFile))
        {
            var known = X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
            if (IsUsable(known, authorityFile, time.GetUtcNow()))
                return new VaultCertificates(known, authorityFile);
            known.Dispose();
        }

        var (authority, server, key) = Create(time.GetUtcNow());
        // The authority comes last: a crash before it leaves a chain that does not match, which is made again.
        await PrivateFiles.WriteAsync(keyFile, Encoding.ASCII.GetBytes(key), cancellationToken);
        await PrivateFiles.WriteAsync(certificateFile, Encoding.ASCII.GetBytes(server), cancellationToken);
        await PrivateFiles.WriteAsync(authorityFile, Encoding.ASCII.GetBytes(authority), cancellationToken);
        return new VaultCertificates(X509Certificate2.CreateFromPemFile(certificateFile, keyFile), authorityFile);
    }

    private static bool IsUsable(X509Certificate2 server, string authorityFile, DateTimeOffset now)
    {
        using var authority = X509Certificate2.CreateFromPem(File.ReadAllText(authorityFile));
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = (now + RenewBefore).UtcDateTime;
        return chain.Build(server);
    }

    // The authority's key is never written: nothing else can be signed with it, and renewal makes a new pair.
    private static (string Authority, string Server, string ServerKey) Create(DateTimeOffset now)
    {
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authorityRequest = new CertificateRequest("CN=webhost local Key Vault authority", authorityKey, HashAlgorithmName.SHA256);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        authorityRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        authorityRequest.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(authorityRequest.PublicKey, critical: false));
        var from = now - TimeSpan.FromMinutes(10);
        using var authority = authorityRequest.CreateSelfSigned(from, now + Lifetime);

        using var serverKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var serverRequest = new CertificateRequest("CN=webhost local Key Vault", serverKey, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        serverRequest.CertificateExtensions.Add(names.Build());
        serverRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        serverRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        serverRequest.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        serverRequest.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        using var server = serverRequest.Create(authority, from, now + Lifetime, RandomNumberGenerator.GetBytes(16));
        return (authority.ExportCertificatePem(), server.ExportCertificatePem(), serverKey.ExportPkcs8PrivateKeyPem());
    }
}
