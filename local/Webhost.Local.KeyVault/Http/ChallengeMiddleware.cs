using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Webhost.Local.KeyVault.Vault;

namespace Webhost.Local.KeyVault.Http;

/// <summary>Lets in who presents the token; all others get the challenge from which the official client learns where to fetch one.</summary>
internal sealed class ChallengeMiddleware(RequestDelegate next, string accessToken)
{
    private const string Challenge =
        "Bearer authorization=\"https://login.microsoftonline.com/00000000-0000-0000-0000-000000000000\", resource=\"https://vault.azure.net\"";

    private readonly byte[] _expected = SHA256.HashData(Encoding.UTF8.GetBytes($"Bearer {accessToken}"));

    public Task InvokeAsync(HttpContext context)
    {
        var presented = context.Request.Headers.Authorization.ToString();
        if (CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(presented)), _expected))
            return next(context);

        var isMissing = presented.Length == 0;
        context.Response.Headers.WWWAuthenticate = isMissing ? Challenge : $"{Challenge}, error=\"invalid_token\"";
        return Answers.FailAsync(context, new VaultError(
            StatusCodes.Status401Unauthorized,
            "Unauthorized",
            isMissing ? "AKV10000: Request is missing a Bearer or PoP token." : "AKV10032: The bearer token is not accepted by this key vault."));
    }
}
