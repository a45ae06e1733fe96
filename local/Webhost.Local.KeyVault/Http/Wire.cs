using System.Text.Json.Serialization;

namespace Webhost.Local.KeyVault.Http;

/// <summary>The attributes of a secret on the wire; times are Unix seconds.</summary>
internal sealed record WireAttributes
{
    public bool? Enabled { get; init; }

    [JsonPropertyName("nbf")]
    public long? NotBefore { get; init; }

    [JsonPropertyName("exp")]
    public long? Expires { get; init; }

    public long? Created { get; init; }

    public long? Updated { get; init; }

    public string? RecoveryLevel { get; init; }

    public int? RecoverableDays { get; init; }
}

/// <summary>The body of a set and of an update.</summary>
internal sealed record WireSecretInput
{
    public string? Value { get; init; }

    public string? ContentType { get; init; }

    public Dictionary<string, string>? Tags { get; init; }

    public WireAttributes? Attributes { get; init; }
}

/// <summary>A secret: with its value as a bundle, without it as an item of a list; deleted ones have dates of their deletion.</summary>
internal sealed record WireSecret
{
    public string? Value { get; init; }

    public string? ContentType { get; init; }

    public required string Id { get; init; }

    public required WireAttributes Attributes { get; init; }

    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    public string? RecoveryId { get; init; }

    public long? DeletedDate { get; init; }

    public long? ScheduledPurgeDate { get; init; }
}

/// <summary>A page of a list.</summary>
internal sealed record WirePage(IReadOnlyList<WireSecret> Value, string? NextLink);

/// <summary>A backup, as base64url.</summary>
internal sealed record WireBackup(string? Value);

/// <summary>The envelope of an error.</summary>
internal sealed record WireError(WireErrorBody Error);

/// <summary>An error, and inside it a more precise code.</summary>
internal sealed record WireErrorBody(string Code, string? Message, [property: JsonPropertyName("innererror")] WireErrorBody? InnerError);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WireSecretInput))]
[JsonSerializable(typeof(WireSecret))]
[JsonSerializable(typeof(WirePage))]
[JsonSerializable(typeof(WireBackup))]
[JsonSerializable(typeof(WireError))]
internal sealed partial class WireJson : JsonSerializerContext;
