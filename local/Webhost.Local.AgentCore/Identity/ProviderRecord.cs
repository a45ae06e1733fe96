using System.Text.Json.Serialization;

namespace Webhost.Local.AgentCore.Identity;

/// <summary>An API-key credential provider as it is kept: the key is sealed.</summary>
internal sealed record ProviderRecord
{
    public required string Name { get; init; }

    /// <summary>Null when the key is kept elsewhere.</summary>
    public string? SealedKey { get; init; }

    public string? SecretId { get; init; }

    public string? JsonKey { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset LastUpdatedAt { get; init; }

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>A workload identity.</summary>
internal sealed record WorkloadRecord
{
    public required string Name { get; init; }

    public IReadOnlyList<string> ReturnUrls { get; init; } = [];

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset LastUpdatedAt { get; init; }

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ProviderRecord))]
[JsonSerializable(typeof(WorkloadRecord))]
internal sealed partial class IdentityJson : JsonSerializerContext;
