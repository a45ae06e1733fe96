namespace Webhost.Local.KeyVault.Vault;

/// <summary>One version of a secret. Its value is never held in the clear.</summary>
internal sealed record SecretVersion
{
    /// <summary>32 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>Nonce, tag and cipher text.</summary>
    public required byte[] EncryptedValue { get; init; }

    public string? ContentType { get; init; }

    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    public required bool Enabled { get; init; }

    public DateTimeOffset? NotBefore { get; init; }

    public DateTimeOffset? Expires { get; init; }

    public required DateTimeOffset Created { get; init; }

    public required DateTimeOffset Updated { get; init; }
}
