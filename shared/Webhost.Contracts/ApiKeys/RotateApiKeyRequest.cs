namespace Webhost.Contracts.ApiKeys;

/// <summary>The body of <c>POST /v1/api-keys/{keyId}/rotate</c>; may be left out.</summary>
public sealed record RotateApiKeyRequest
{
    /// <summary>For how many seconds the secret that is replaced goes on working: 0 to end it at once, at most 604800 (7 days); an hour when absent.</summary>
    public int? GraceSeconds { get; init; }
}
