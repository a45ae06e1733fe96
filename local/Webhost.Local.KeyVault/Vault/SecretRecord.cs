using System.Text.Json.Serialization;

namespace Webhost.Local.KeyVault.Vault;

/// <summary>A secret with all its versions, the oldest first.</summary>
internal sealed record SecretRecord
{
    /// <summary>The name as it was first written; names are compared without case.</summary>
    public required string Name { get; init; }

    public required IReadOnlyList<SecretVersion> Versions { get; init; }

    /// <summary>When it was deleted; null while it is in use.</summary>
    public DateTimeOffset? Deleted { get; init; }

    /// <summary>When it is purged; null while it is in use.</summary>
    public DateTimeOffset? ScheduledPurge { get; init; }

    [JsonIgnore]
    public SecretVersion Latest => Versions[^1];
}
