using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Webhost.Local.Cloudflare.Api;

/// <summary>Lets only callers with the token in, and not too many calls of theirs.</summary>
internal sealed class Gatekeeper(string apiToken, CallLimiter limiter)
{
    private const string Scheme = "Bearer ";
    private readonly byte[] _token = SHA256.HashData(Encoding.UTF8.GetBytes(apiToken));

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (Refuse(context) is { } error)
            await Envelope.Of(error).ExecuteAsync(context);
        else
            await next(context);
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
}
