using System.Text.Json.Serialization;

namespace Webhost.Cli.SignIn;

/// <summary>The answer of a token endpoint: tokens, or an error (RFC 6749 §5).</summary>
internal sealed record TokenAnswer
{
    [JsonPropertyName("access_token")]
    public string? AccessToken { get; init; }

    [JsonPropertyName("refresh_token")]
    public string? RefreshToken { get; init; }

    [JsonPropertyName("expires_in")]
    public double? ExpiresIn { get; init; }

    [JsonPropertyName("error")]
    public string? Error { get; init; }

    [JsonPropertyName("error_description")]
    public string? ErrorDescription { get; init; }

    /// <inheritdoc/>
    public override string ToString() => nameof(TokenAnswer);
}
