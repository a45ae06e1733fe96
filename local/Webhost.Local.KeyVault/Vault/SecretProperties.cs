namespace Webhost.Local.KeyVault.Vault;

/// <summary>What a caller may set beside the value; null leaves a property as it is.</summary>
internal sealed record SecretProperties
{
    public string? ContentType { get; init; }

    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    public bool? Enabled { get; init; }

    public DateTimeOffset? NotBefore { get; init; }

    public DateTimeOffset? Expires { get; init; }
}
