using System.Text.Json.Serialization;

namespace Webhost.Cli.SignIn;

/// <summary>The answer to a device authorization request (RFC 8628 §3.2).</summary>
internal sealed record DeviceAuthorization
{
    [JsonPropertyName("device_code")]
    public string? DeviceCode { get; init; }

    [JsonPropertyName("user_code")]
    public string? UserCode { get; init; }

    [JsonPropertyName("verification_uri")]
    public string? VerificationUri { get; init; }

    [JsonPropertyName("verification_uri_complete")]
    public string? VerificationUriComplete { get; init; }

    [JsonPropertyName("expires_in")]
    public double? ExpiresIn { get; init; }

    /// <summary>Seconds between two questions; 5 when absent.</summary>
    [JsonPropertyName("interval")]
    public double? Interval { get; init; }

    [JsonPropertyName("error")]
    public string? Error { get; init; }

    [JsonPropertyName("error_description")]
    public string? ErrorDescription { get; init; }
}
