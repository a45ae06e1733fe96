using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Webhost.Contracts;
using Webhost.Contracts.Errors;
using Webhost.Core.Identity;
using Webhost.Core.Limits;
using Webhost.Core.Results;
using Webhost.Core.Storage;
using Webhost.Functions.Limits;

namespace Webhost.Functions.Http;

/// <summary>Makes responses; the only place where a <see cref="Failure"/> becomes a status.</summary>
internal static class Api
{
    /// <summary>The header that names the version which a change is meant for.</summary>
    public const string IfMatchHeader = "If-Match";

    /// <summary>The header that names the versions which a reader has already.</summary>
    public const string IfNoneMatchHeader = "If-None-Match";

    private const string Bearer = "Bearer";
    private const int ClientClosedRequest = 499;

    // What is away comes back, or goes over to another, within seconds as a rule.
    private static readonly TimeSpan WhileAway = TimeSpan.FromSeconds(5);

    /// <summary>The caller that the authentication let through.</summary>
    public static Caller Caller(this HttpRequest request) =>
        request.HttpContext.Features.Get<Caller>() ?? throw new InvalidOperationException("The operation was called without authentication.");

    /// <summary>The query's page.</summary>
    public static Result<PageRequest> Page(this HttpRequest request, int defaultLimit = PageRequest.DefaultLimit) => PageRequest.Of(request.Query["limit"], request.Query["cursor"], defaultLimit);

    /// <summary>The version that the <c>If-Match</c> header names, which none has where it names several; null when there is none or it is <c>*</c>.</summary>
    public static string? IfMatch(this HttpRequest request) =>
        request.Headers.IfMatch.ToString() is { Length: > 0 } value && !string.Equals(value, "*", StringComparison.Ordinal) ? EntityTag.Read(value) : null;

    /// <summary>A JSON body.</summary>
    public static IResult Json<T>(T value, int status = StatusCodes.Status200OK) => new JsonBody<T>(value, status, location: null, etag: null);

    /// <summary>A JSON body with the version that a later change may name in <c>If-Match</c>; for a reader whose <c>If-None-Match</c> names it, 304 without one.</summary>
    public static IResult Versioned<T>(T value, string etag, int status = StatusCodes.Status200OK, string? location = null) => new JsonBody<T>(value, status, location, EntityTag.Show(etag));

    /// <summary>A JSON body at a new address.</summary>
    public static IResult At<T>(T value, string location, int status) => new JsonBody<T>(value, status, location, etag: null);

    /// <summary>The answer to who asks for work that goes on: how it stands, and where and when to ask again.</summary>
    public static IResult GoesOn<T>(HttpRequest request, T value, string location)
    {
        request.HttpContext.Response.Headers.RetryAfter = "1";
        return At(value, location, StatusCodes.Status202Accepted);
    }

    /// <summary>A page of a list.</summary>
    public static IResult Page<T>(IEnumerable<T> items, string? nextCursor) => Json(new Page<T> { Items = [.. items], NextCursor = nextCursor });

    /// <summary>A success without a body.</summary>
    public static IResult Empty() => Results.StatusCode(StatusCodes.Status204NoContent);

    /// <summary>The answer to a result.</summary>
    public static IResult Of<T>(Result<T> result, Func<T, IResult> answer) => result.TryGet(out var value, out var failure) ? answer(value) : Failed(failure);

    /// <summary>The answer to a failure.</summary>
    /// <param name="failure">What happened.</param>
    /// <param name="traceId">The trace that the caller was told already; null for the request's own.</param>
    public static IResult Failed(Failure failure, string? traceId = null)
    {
        var status = failure switch
        {
            Failure.Invalid { TooLarge: true } => StatusCodes.Status413PayloadTooLarge,
            Failure.Invalid => StatusCodes.Status400BadRequest,
            Failure.Unauthenticated => StatusCodes.Status401Unauthorized,
            Failure.LimitExceeded => StatusCodes.Status402PaymentRequired,
            Failure.Denied => StatusCodes.Status403Forbidden,
            Failure.NotFound => StatusCodes.Status404NotFound,
            Failure.Conflict { PreconditionFailed: true } => StatusCodes.Status412PreconditionFailed,
            Failure.Conflict => StatusCodes.Status409Conflict,
            Failure.DeploymentFailed => StatusCodes.Status422UnprocessableEntity,
            Failure.Unavailable => StatusCodes.Status503ServiceUnavailable,
            Failure.RateLimited => StatusCodes.Status429TooManyRequests,
            Failure.RuntimeError { TimedOut: true } => StatusCodes.Status504GatewayTimeout,
            Failure.RuntimeError => StatusCodes.Status502BadGateway,
            _ => StatusCodes.Status500InternalServerError,
        };
        var (retryAfter, standing) = failure switch
        {
            Failure.RateLimited limited => (limited.RetryAfter, limited.Standing),
            Failure.Unavailable { Transient: true } => (WhileAway, null),
            Failure.LimitExceeded { Standing: { } exceeded } => (exceeded.ResetsIn, exceeded),
            _ => ((TimeSpan?)null, (LimitStanding?)null),
        };
        var challenge = failure is Failure.Unauthenticated { AccountDeleted: true } ? $"{Bearer} error=\"invalid_token\", {AuthenticationChallenge.AccountDeleted}" : Bearer;
        return new ErrorResult(status, ErrorBodies.Of(failure, traceId ?? TraceId), retryAfter, standing, challenge);
    }

    /// <summary>The answer to a method that a path does not take.</summary>
    /// <param name="request">The request.</param>
    /// <param name="allowed">The methods that it takes.</param>
    public static IResult WrongMethod(HttpRequest request, IReadOnlyList<string> allowed)
    {
        var methods = string.Join(", ", allowed);
        request.HttpContext.Response.Headers.Allow = methods;
        return Error(StatusCodes.Status405MethodNotAllowed, ErrorCode.InvalidRequest, $"{request.Path} takes no {request.Method}. It takes: {methods}.", retryable: false);
    }

    /// <summary>The envelope of a failure, for an event stream that has begun.</summary>
    public static ErrorEnvelope Envelope(Failure failure, string traceId) => ((ErrorResult)Failed(failure, traceId)).ToEnvelope();

    /// <summary>An error that is no failure of a use case.</summary>
    public static IResult Error(int status, ErrorCode code, string message, bool retryable) =>
        new ErrorResult(status, new ErrorBody { Code = code, Message = message, Retryable = retryable, TraceId = TraceId }, retryAfter: null, standing: null, challenge: Bearer);

    /// <summary>The trace id of the request that is being served.</summary>
    public static string TraceId => Activity.Current?.TraceId.ToHexString() ?? string.Empty;

    // Without public properties: the host's worker also sends every result that a function gives to the host, as JSON, and what is answered should not travel twice.
    private sealed class ErrorResult(int status, ErrorBody body, TimeSpan? retryAfter, LimitStanding? standing, string challenge) : IResult
    {
        public ErrorEnvelope ToEnvelope() => new() { Error = body };

        public Task ExecuteAsync(HttpContext httpContext)
        {
            if (retryAfter is { } wait)
            {
                httpContext.Response.Headers.RetryAfter = RateLimitHeaders.Seconds(wait).ToString(CultureInfo.InvariantCulture);
            }

            if (standing is { } present)
            {
                RateLimitHeaders.Write(httpContext.Response, present);
            }

            if (status == StatusCodes.Status401Unauthorized)
            {
                httpContext.Response.Headers.WWWAuthenticate = challenge;
            }

            return new JsonBody<ErrorEnvelope>(ToEnvelope(), status, location: null, etag: null).ExecuteAsync(httpContext);
        }
    }

    private sealed class JsonBody<T>(T value, int status, string? location, string? etag) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.StatusCode = httpContext.RequestAborted.IsCancellationRequested ? ClientClosedRequest : status;
            response.ContentType = "application/json; charset=utf-8";
            response.Headers.CacheControl = "no-store";
            response.Headers.XContentTypeOptions = "nosniff";
            if (location is not null)
            {
                response.Headers.Location = location;
            }

            if (etag is not null)
            {
                response.Headers.ETag = etag;
                if (response.StatusCode == StatusCodes.Status200OK && IsKnown(httpContext.Request, etag))
                {
                    response.StatusCode = StatusCodes.Status304NotModified;
                    response.ContentType = null;
                    return Task.CompletedTask;
                }
            }

            // Head and body, whose length is known, leave in one write.
            var body = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(value, ApiJson.TypeInfo<T>());
            response.ContentLength = body.Length;
            return response.Body.WriteAsync(body, 0, body.Length, httpContext.RequestAborted);
        }

        private static bool IsKnown(HttpRequest request, string etag) =>
            HttpMethods.IsGet(request.Method) && request.Headers.IfNoneMatch.Count > 0 && EntityTagHeaderValue.TryParse(etag, out var present)
            && request.GetTypedHeaders().IfNoneMatch.Any(known => known.Equals(EntityTagHeaderValue.Any) || known.Compare(present, useStrongComparison: false));
    }
}
