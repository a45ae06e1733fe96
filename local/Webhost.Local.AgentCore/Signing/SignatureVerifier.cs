using System.Globalization;
using System.Security.Cryptography;
using Amazon.Runtime.Internal.Auth;
using Microsoft.AspNetCore.Http;
using Webhost.Local.AgentCore.Http;

namespace Webhost.Local.AgentCore.Signing;

/// <summary>Checks Signature Version 4 on the target as it came over the wire.</summary>
internal sealed class SignatureVerifier(Credentials credentials, string region, TimeSpan skew, TimeProvider time)
{
    private const string UnsignedPayload = "UNSIGNED-PAYLOAD";
    private const int MemoryThreshold = 64 * 1024;
    private const long LargestPayload = 100L * 1024 * 1024;
    private static readonly TimeSpan S3Skew = TimeSpan.FromMinutes(15);

    /// <summary>Who has signed the request. The body of one to AgentCore is buffered and stands at its beginning afterwards.</summary>
    /// <exception cref="AwsException">It is not signed, or not rightly.</exception>
    public async Task<Caller> VerifyAsync(HttpContext context, RequestTarget target, RequestSignature? signature)
    {
        if (signature is null)
            throw new AwsException(403, "MissingAuthenticationTokenException", "The request is not signed.");
        var isS3 = signature.Scope.Service is "s3";
        if (credentials.Find(signature.Scope.AccessKeyId, signature.SessionToken, time.GetUtcNow()) is not { } key)
            throw isS3
                ? new AwsException(403, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.")
                : new AwsException(403, "UnrecognizedClientException", "The security token included in the request is invalid.");
        CheckTime(signature, isS3);
        CheckHeaders(context.Request, signature, isS3);

        var payloadHash = isS3 ? S3PayloadHash(context.Request, signature) : await HashAsync(context.Request);
        var canonical = CanonicalRequest.Of(context.Request, target, signature, payloadHash);
        var computed = AWS4Signer.ComputeSignature(
            signature.Scope.AccessKeyId, key.SecretAccessKey, region, signature.SignedAt.UtcDateTime, signature.Scope.Service, string.Join(';', signature.SignedHeaders), canonical);
        if (!string.Equals(signature.Scope.Region, region, StringComparison.Ordinal) || !Credentials.Same(computed.Signature, signature.Signature))
            throw Wrong(isS3, "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key, the region and the signing method.");
        return new Caller(signature, key.SecretAccessKey, key.SessionOf);
    }

    private void CheckTime(RequestSignature signature, bool isS3)
    {
        var now = time.GetUtcNow();
        if (!string.Equals(signature.Scope.Date, signature.SignedAt.ToString("yyyyMMdd", CultureInfo.InvariantCulture), StringComparison.Ordinal))
            throw Wrong(isS3, "The date of the credential's scope is not the request's date.");
        var allowed = isS3 ? S3Skew : skew;
        if (signature.Expires is { } lifetime)
        {
            if (now > signature.SignedAt + lifetime || signature.SignedAt > now + allowed)
                throw new AwsException(403, "AccessDenied", "Request has expired");
        }
        else if ((now - signature.SignedAt).Duration() > allowed)
        {
            throw isS3
                ? new AwsException(403, "RequestTimeTooSkewed", "The difference between the request time and the current time is too large.")
                : new AwsException(403, "InvalidSignatureException", "Signature expired: the request's date is too far from the current time.");
        }
    }

    private static void CheckHeaders(HttpRequest request, RequestSignature signature, bool isS3)
    {
        var mustBeSigned = request.Headers.Keys.Where(name => name.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase)).Append("host");
        if (isS3 && signature.Expires is null && !request.Headers.ContainsKey("x-amz-content-sha256"))
            throw new AwsException(400, "InvalidRequest", "Missing required header for this request: x-amz-content-sha256");
        if (mustBeSigned.FirstOrDefault(name => !signature.SignedHeaders.Contains(name, StringComparer.OrdinalIgnoreCase)) is { } unsigned)
            throw isS3
                ? new AwsException(403, "AccessDenied", $"There were headers present in the request which were not signed: {unsigned}")
                : Wrong(isS3, $"The header {unsigned} is not signed.");
    }

    private static string S3PayloadHash(HttpRequest request, RequestSignature signature) =>
        signature.Expires is not null ? UnsignedPayload : request.Headers["x-amz-content-sha256"].ToString();

    private static async Task<string> HashAsync(HttpRequest request)
    {
        if (request.ContentLength > LargestPayload)
            throw AwsException.Validation("payload", "The body is larger than 100 MB.");
        request.EnableBuffering(MemoryThreshold, LargestPayload);
        try
        {
            var hash = await SHA256.HashDataAsync(request.Body, request.HttpContext.RequestAborted);
            request.Body.Position = 0;
            return Convert.ToHexStringLower(hash);
        }
        catch (IOException) when (request.Body.Length >= LargestPayload && !request.HttpContext.RequestAborted.IsCancellationRequested)
        {
            throw AwsException.Validation("payload", "The body is larger than 100 MB.");
        }
    }

    private static AwsException Wrong(bool isS3, string message) => new(403, isS3 ? "SignatureDoesNotMatch" : "InvalidSignatureException", message);
}
