using System.Text.Json.Serialization;

namespace Webhost.Cli.SignIn;

/// <summary>What discovery tells of an identity provider (OpenID Connect Discovery 1.0).</summary>
internal sealed record ProviderMetadata
{
    [JsonPropertyName("issuer")]
    public string? Issuer { get; init; }

    [JsonPropertyName("device_authorization_endpoint")]
    public string? DeviceAuthorizationEndpoint { get; init; }

    [JsonPropertyName("token_endpoint")]
    public string? TokenEndpoint { get; init; }

    [JsonPropertyName("revocation_endpoint")]
    public string? RevocationEndpoint { get; init; }
}
