using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Net.Http.Headers;

namespace Webhost.Functions.Http;

/// <summary>
/// Lets pages of the origins that are set read answers, the dashboard's first of all. A preflight is answered here, before anybody is authenticated or anything is
/// counted. To pages of other origins the answers say nothing, so that browsers keep them away. No cookie is ever read, so that none is allowed.
/// </summary>
internal sealed class CorsMiddleware(CorsOptions options) : IFunctionsWorkerMiddleware
{
    /// <summary>What a page of another origin may send.</summary>
    internal const string AllowedHeaders = "Authorization, Content-Type, Accept, If-Match, If-None-Match, Idempotency-Key, Prefer, X-Checksum, Last-Event-ID, traceparent, tracestate";

    private const string AllowedMethods = "GET, HEAD, POST, PUT, PATCH, DELETE";
    private const string ExposedHeaders = "Date, ETag, Location, Retry-After, Content-Disposition, Idempotency-Replayed, Preference-Applied, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, RateLimit-Policy, WWW-Authenticate, traceparent";
    private const string PreflightSeconds = "7200";

    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (options.AllowedOrigins.Count == 0 || context.GetHttpContext() is not { } http)
        {
            return next(context);
        }

        var (request, response) = (http.Request, http.Response);
        response.Headers.Append(HeaderNames.Vary, HeaderNames.Origin);
        var origin = request.Headers.Origin.ToString();
        if (!options.AllowedOrigins.Contains(origin))
        {
            return next(context);
        }

        response.Headers.AccessControlAllowOrigin = origin;
        if (!HttpMethods.IsOptions(request.Method) || request.Headers.AccessControlRequestMethod.Count == 0)
        {
            response.Headers.AccessControlExposeHeaders = ExposedHeaders;
            return next(context);
        }

        response.Headers.AccessControlAllowMethods = AllowedMethods;
        response.Headers.AccessControlAllowHeaders = AllowedHeaders;
        response.Headers.AccessControlMaxAge = PreflightSeconds;
        return Api.Empty().ExecuteAsync(http);
    }
}
