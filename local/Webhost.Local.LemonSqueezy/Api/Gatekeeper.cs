using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace Webhost.Local.LemonSqueezy.Api;

/// <summary>Lets API calls in that have the key, that are not too many, and that speak JSON:API.</summary>
internal sealed partial class Gatekeeper(string apiKey, CallLimiter limiter, ILogger logger)
{
    private readonly byte[] _expected = SHA256.HashData(Encoding.UTF8.GetBytes($"Bearer {apiKey}"));

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            if (Refuse(context) is { } refusal)
                await JsonApi.RefuseAsync(context, refusal);
            else
                await next(context);
            if (context.Response is { HasStarted: false, StatusCode: StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed })
                await JsonApi.RefuseAsync(context, new Refusal(context.Response.StatusCode, [new Problem($"{context.Request.Method} {context.Request.Path} is no operation of the API.")]));
        }
        catch (BadHttpRequestException exception) when (!context.Response.HasStarted)
        {
            await JsonApi.RefuseAsync(context, new Refusal(exception.StatusCode, [new Problem(exception.Message)]));
        }
        catch (Exception exception) when (exception is not OperationCanceledException && !context.Response.HasStarted)
        {
            LogFailed(exception, context.Request.Method, context.Request.Path);
            await JsonApi.RefuseAsync(context, Refusal.Internal);
        }
    }

    private Refusal? Refuse(HttpContext context)
    {
        var presented = SHA256.HashData(Encoding.UTF8.GetBytes(context.Request.Headers.Authorization.ToString()));
        if (!CryptographicOperations.FixedTimeEquals(presented, _expected))
            return Refusal.Unauthenticated;
        if (limiter.Take() is { } taken)
        {
            context.Response.Headers["X-Ratelimit-Limit"] = taken.Limit.ToString(CultureInfo.InvariantCulture);
            context.Response.Headers["X-Ratelimit-Remaining"] = taken.Remaining.ToString(CultureInfo.InvariantCulture);
            if (taken.Wait is { } wait)
            {
                context.Response.Headers[HeaderNames.RetryAfter] = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
                return Refusal.TooManyCalls;
            }
        }

        if (!Accepts(context.Request))
            return Refusal.NotAcceptable;
        var hasBody = context.Request.ContentLength > 0 || context.Request.Headers.TransferEncoding.Count > 0;
        return hasBody && !IsJsonApi(context.Request.ContentType) ? Refusal.UnsupportedMediaType : null;
    }

    private static bool Accepts(HttpRequest request) =>
        request.Headers.Accept.Count == 0 || request.GetTypedHeaders().Accept.Any(accepted => accepted.MatchesAllTypes || IsJsonApi(accepted.MediaType.Value));

    private static bool IsJsonApi(string? type) => string.Equals(type?.Split(';')[0].Trim(), JsonApi.MediaType, StringComparison.OrdinalIgnoreCase);

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed")]
    private partial void LogFailed(Exception exception, string method, string path);
}
