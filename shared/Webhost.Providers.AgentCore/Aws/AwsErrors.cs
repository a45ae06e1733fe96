using System.Net;
using System.Net.Http;
using Amazon.Runtime;
using Webhost.Core.Results;

namespace Webhost.Providers.AgentCore.Aws;

/// <summary>Translates what AWS answers, in this one place. Its own text is never shown.</summary>
internal static class AwsErrors
{
    private const string Credentials = "AWS does not accept the platform's credentials, or does not let them do this. This is not the agent's fault: the platform's operator must look into it.";

    /// <summary>What an exception of the SDK stands for.</summary>
    public static AwsError Of(Exception exception) => exception switch
    {
        AmazonServiceException { ErrorCode: { Length: > 0 } code } service => new AwsError(KindOf(code, service.StatusCode), code, service.Message, service.RequestId),
        AmazonServiceException { InnerException: HttpRequestException inner } => OfConnection(inner),
        AmazonServiceException service when service.StatusCode != default => new AwsError(KindOf(string.Empty, service.StatusCode), string.Empty, service.Message, service.RequestId),
        HttpRequestException connection => OfConnection(connection),
        OperationCanceledException => new AwsError(AwsErrorKind.TimedOut, string.Empty, Message: null, RequestId: null),
        AmazonClientException client when client.InnerException is HttpRequestException inner => OfConnection(inner),
        AmazonClientException client => new AwsError(AwsErrorKind.Credentials, string.Empty, client.Message, RequestId: null),
        _ => new AwsError(AwsErrorKind.BrokenOff, string.Empty, exception.Message, RequestId: null),
    };

    /// <summary>A refusal of a deployment.</summary>
    public static Failure.DeploymentFailed Deployment(AwsError error) => new(Explain(error), error.MayPass || error.Kind == AwsErrorKind.Conflict);

    /// <summary>A refusal of anything else that may be repeated.</summary>
    public static Failure.RuntimeError Runtime(AwsError error) =>
        new(Explain(error), error.MayPass, error.Kind == AwsErrorKind.TimedOut) { ErrorClass = error.Kind == AwsErrorKind.Credentials ? "auth" : "runtime" };

    private static AwsErrorKind KindOf(string code, HttpStatusCode status) => code switch
    {
        "ValidationException" or "InvalidInputException" => AwsErrorKind.Invalid,
        "UnauthorizedException" or "AccessDeniedException" or "AccessDenied" or "UnrecognizedClientException" or "InvalidSignatureException" or "SignatureDoesNotMatch"
            or "InvalidAccessKeyId" or "ExpiredTokenException" or "ExpiredToken" or "SubscriptionRequiredException" => AwsErrorKind.Credentials,
        "ServiceQuotaExceededException" or "ResourceLimitExceededException" => AwsErrorKind.Quota,
        "ResourceNotFoundException" or "NoSuchKey" or "NoSuchBucket" or "NotFound" => AwsErrorKind.NotFound,
        "ConflictException" or "ConcurrentModificationException" => AwsErrorKind.Conflict,
        "RetryableConflictException" => AwsErrorKind.PassingConflict,
        "RuntimeClientError" => AwsErrorKind.AgentFailed,
        "ThrottlingException" or "ThrottledException" or "SlowDown" or "TooManyRequestsException" => AwsErrorKind.Throttled,
        "InternalServerException" or "ServiceException" or "ServiceUnavailable" or "InternalError" => AwsErrorKind.ServiceTrouble,
        _ => KindOf(status),
    };

    private static AwsErrorKind KindOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => AwsErrorKind.Credentials,
        HttpStatusCode.PaymentRequired => AwsErrorKind.Quota,
        HttpStatusCode.NotFound => AwsErrorKind.NotFound,
        HttpStatusCode.Conflict => AwsErrorKind.Conflict,
        HttpStatusCode.FailedDependency => AwsErrorKind.AgentFailed,
        HttpStatusCode.TooManyRequests => AwsErrorKind.Throttled,
        >= HttpStatusCode.InternalServerError => AwsErrorKind.ServiceTrouble,
        _ => AwsErrorKind.Invalid,
    };

    private static AwsError OfConnection(HttpRequestException exception) => new(
        exception.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError
            ? AwsErrorKind.Unreachable
            : AwsErrorKind.BrokenOff,
        string.Empty,
        exception.Message,
        RequestId: null);

    private static string Explain(AwsError error) => error.Kind switch
    {
        AwsErrorKind.Invalid => $"AWS did not understand the platform's request ({Name(error)}). The platform's operator must look into it.",
        AwsErrorKind.Credentials => Credentials,
        AwsErrorKind.Quota => "The platform's AWS account has used up a quota of AgentCore. The platform's operator must have it raised.",
        AwsErrorKind.NotFound => "AWS does not have what the agent runs on. Deploy it again.",
        AwsErrorKind.Conflict => "AWS is still busy with an earlier change of this agent. Try again in a minute.",
        AwsErrorKind.PassingConflict => "AWS is still making or unmaking what this needs. Try again in a moment.",
        AwsErrorKind.AgentFailed => "The agent answered with an error, or did not start in time. Look at its log.",
        AwsErrorKind.Throttled => "AWS is taking no more requests at the moment. Try again in a minute.",
        AwsErrorKind.Unreachable => "AWS could not be reached. Try again in a minute.",
        AwsErrorKind.TimedOut => "AWS did not answer in time. Try again in a minute.",
        _ => "AWS has trouble at the moment. Try again in a minute.",
    };

    private static string Name(AwsError error) => error.Code.Length > 0 ? error.Code : error.Kind.ToString();
}
