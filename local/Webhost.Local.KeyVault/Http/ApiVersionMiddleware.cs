using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Webhost.Local.KeyVault.Vault;

namespace Webhost.Local.KeyVault.Http;

/// <summary>Every operation names the version of the API: 7.x, or a date as the newer ones have.</summary>
internal sealed partial class ApiVersionMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var version = context.Request.Query["api-version"].ToString();
        if (Known().IsMatch(version))
            return next(context);
        return Answers.FailAsync(context, VaultError.BadParameter(version.Length == 0
            ? "The query parameter 'api-version' is missing."
            : $"The API version '{version}' is not supported."));
    }

    [GeneratedRegex(@"\A(?:7\.\d|20\d\d-\d\d-\d\d)(?:-preview(?:\.\d)?)?\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Known();
}
