using Microsoft.AspNetCore.Http;
using Webhost.Local.KeyVault.Vault;

namespace Webhost.Local.KeyVault.Http;

/// <summary>Turns secrets into what goes over the wire, with addresses under the name that the caller used.</summary>
internal sealed class Shapes(HttpRequest request, int recoverableDays)
{
    private string Root => $"{request.Scheme}://{request.Host}";

    public WireSecret Bundle(SecretRecord record, SecretVersion version, string? value) =>
        Describe(record, version, $"{Root}/secrets/{record.Name}/{version.Id}") with { Value = value };

    public WireSecret Item(SecretRecord record) => Describe(record, record.Latest, $"{Root}/secrets/{record.Name}");

    public WireSecret VersionItem(SecretRecord record, SecretVersion version) => Describe(record, version, $"{Root}/secrets/{record.Name}/{version.Id}");

    public WireSecret Deleted(SecretRecord record) => AsDeleted(record, Bundle(record, record.Latest, value: null));

    public WireSecret DeletedItem(SecretRecord record) => AsDeleted(record, Item(record));

    public static SecretProperties Properties(WireSecretInput input) => new()
    {
        ContentType = input.ContentType,
        Tags = input.Tags,
        Enabled = input.Attributes?.Enabled,
        NotBefore = Time(input.Attributes?.NotBefore),
        Expires = Time(input.Attributes?.Expires),
    };

    private WireSecret AsDeleted(SecretRecord record, WireSecret secret) => secret with
    {
        RecoveryId = $"{Root}/deletedsecrets/{record.Name}",
        DeletedDate = record.Deleted?.ToUnixTimeSeconds(),
        ScheduledPurgeDate = record.ScheduledPurge?.ToUnixTimeSeconds(),
    };

    private WireSecret Describe(SecretRecord record, SecretVersion version, string id) => new()
    {
        Id = id,
        ContentType = version.ContentType,
        Tags = version.Tags,
        Attributes = new WireAttributes
        {
            Enabled = version.Enabled,
            NotBefore = version.NotBefore?.ToUnixTimeSeconds(),
            Expires = version.Expires?.ToUnixTimeSeconds(),
            Created = version.Created.ToUnixTimeSeconds(),
            Updated = version.Updated.ToUnixTimeSeconds(),
            RecoveryLevel = "Recoverable+Purgeable",
            RecoverableDays = recoverableDays,
        },
    };

    private static DateTimeOffset? Time(long? seconds) => seconds is { } value ? DateTimeOffset.FromUnixTimeSeconds(value) : null;
}
