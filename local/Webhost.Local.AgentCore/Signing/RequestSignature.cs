using System.Globalization;
using Microsoft.AspNetCore.Http;
using Webhost.Local.AgentCore.Http;

namespace Webhost.Local.AgentCore.Signing;

/// <summary>The signature that a request carries, in its headers or, presigned, in its query.</summary>
internal sealed record RequestSignature
{
    private const string Algorithm = "AWS4-HMAC-SHA256";
    private const string DateFormat = "yyyyMMdd'T'HHmmss'Z'";

    public required SigningScope Scope { get; init; }

    public required IReadOnlyList<string> SignedHeaders { get; init; }

    public required string Signature { get; init; }

    public required DateTimeOffset SignedAt { get; init; }

    public required string? SessionToken { get; init; }

    /// <summary>How long it holds; null for one in the headers.</summary>
    public TimeSpan? Expires { get; init; }

    /// <summary>The service that the request is meant for; null when it is not signed at all.</summary>
    public static RequestSignature? Of(HttpRequest request, RequestTarget target)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.StartsWith($"{Algorithm} ", StringComparison.Ordinal))
            return OfHeader(request, header[Algorithm.Length..]);
        return target["X-Amz-Algorithm"] is Algorithm ? OfQuery(target) : null;
    }

    private static RequestSignature OfHeader(HttpRequest request, string header)
    {
        var parts = header.Split(',', StringSplitOptions.TrimEntries).Select(part => part.Split('=', 2)).Where(part => part.Length == 2).ToDictionary(part => part[0], part => part[1], StringComparer.Ordinal);
        return Make(
            parts.GetValueOrDefault("Credential"), parts.GetValueOrDefault("SignedHeaders"), parts.GetValueOrDefault("Signature"),
            request.Headers["x-amz-date"].ToString(), Given(request.Headers["x-amz-security-token"].ToString()), expires: null);
    }

    private static RequestSignature OfQuery(RequestTarget target) => Make(
        target["X-Amz-Credential"], target["X-Amz-SignedHeaders"], target["X-Amz-Signature"], target["X-Amz-Date"], target["X-Amz-Security-Token"],
        TimeSpan.FromSeconds(target.Number("X-Amz-Expires", 1, 604800) ?? throw Incomplete()));

    private static RequestSignature Make(string? credential, string? headers, string? signature, string? date, string? token, TimeSpan? expires)
    {
        if (credential is null || SigningScope.Parse(credential) is not { } scope || headers is null || signature is null
            || !DateTimeOffset.TryParseExact(date, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var signedAt))
            throw Incomplete();
        return new RequestSignature
        {
            Scope = scope,
            SignedHeaders = headers.Split(';'),
            Signature = signature,
            SignedAt = signedAt,
            SessionToken = token,
            Expires = expires,
        };
    }

    private static string? Given(string text) => text.Length == 0 ? null : text;

    private static AwsException Incomplete() =>
        new(403, "IncompleteSignatureException", "The signature must name Credential, SignedHeaders and Signature, and the request its date in X-Amz-Date.");
}
