using Webhost.Contracts.Errors;

namespace Webhost.Core.Results;

/// <summary>What callers are told of a failure (master spec §7.3), whichever way they are told it.</summary>
public static class ErrorBodies
{
    /// <summary>The body of a failure.</summary>
    /// <param name="failure">What happened.</param>
    /// <param name="traceId">The trace that it belongs to.</param>
    public static ErrorBody Of(Failure failure, string traceId) => new()
    {
        Code = CodeOf(failure),
        Message = failure.Message,
        Retryable = failure.Retryable,
        TraceId = traceId,
        Problems = (failure as Failure.Invalid)?.Problems,
        Limit = (failure as Failure.LimitExceeded)?.Limit,
    };

    /// <summary>The code of a failure.</summary>
    public static ErrorCode CodeOf(Failure failure) => failure switch
    {
        Failure.Invalid => ErrorCode.InvalidRequest,
        Failure.Unauthenticated => ErrorCode.Unauthenticated,
        Failure.LimitExceeded => ErrorCode.LimitExceeded,
        Failure.Denied => ErrorCode.Unauthorized,
        Failure.NotFound => ErrorCode.NotFound,
        Failure.Conflict => ErrorCode.Conflict,
        Failure.DeploymentFailed => ErrorCode.DeploymentFailed,
        Failure.RateLimited => ErrorCode.RateLimited,
        Failure.RuntimeError => ErrorCode.RuntimeError,
        _ => ErrorCode.Internal,
    };
}
