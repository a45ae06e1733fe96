using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace Webhost.Local.Cloudflare.Api;

/// <summary>Lets only callers with the token in, and not too many calls of theirs. A defect behind it answers as Cloudflare's own do.</summary>
internal sealed partial class Gatekeeper(string apiToken, CallLimiter limiter, ILogger logger)
{
    private const string Scheme = "Bearer ";
    private readonly byte[] _token = SHA256.HashData(Encoding.UTF8.GetBytes(apiToken));

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            if (Refuse(context) is { } error)
                await Envelope.Of(error).ExecuteAsync(context);
            else
                await next(context);
        }
        catch (Exception exception) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            LogFailed(exception, context.Request.Method, context.Request.Path);
            await Envelope.Of(ApiError.Internal).ExecuteAsync(context);
        }
    }

    private ApiError? Refuse(HttpContext context)
    {
        var authorization = context.Request.Headers.Authorization.ToString();
        if (authorization.Length == 0)
            return ApiError.MissingAuthorization;
        if (!authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            || !CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(authorization[Scheme.Length..].Trim())), _token))
        {
            return ApiError.NotAuthenticated;
        }
        if (limiter.Take() is not { } wait)
            return null;
        context.Response.Headers[HeaderNames.RetryAfter] = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return ApiError.TooManyCalls;
    }

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed")]
    private partial void LogFailed(Exception exception, string method, string path);
}
