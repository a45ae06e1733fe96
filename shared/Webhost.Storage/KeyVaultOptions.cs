namespace Webhost.Storage;

/// <summary>Where the vault is (section <c>KeyVault</c>).</summary>
public sealed record KeyVaultOptions
{
    /// <summary>The vault's address.</summary>
    public required Uri Uri { get; init; }

    /// <summary>A PEM file with the certificate authority of a vault on this machine; trusted by the vault's client alone.</summary>
    public string? CertificateAuthorityFile { get; init; }

    /// <summary>The access token of a vault on this machine; without it the machine's own identity is used.</summary>
    public string? AccessToken { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{nameof(KeyVaultOptions)} {Uri}";
}
