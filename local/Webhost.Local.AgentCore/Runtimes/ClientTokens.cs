using System.Security.Cryptography;
using System.Text;
using Webhost.Local.AgentCore.Http;

namespace Webhost.Local.AgentCore.Runtimes;

/// <summary>Calls that come again with the token of an earlier one: the same call is answered as it was, another one is refused.</summary>
internal static class ClientTokens
{
    private const int Kept = 20;

    public static (string Token, string Fingerprint)? Of(JsonBody body, string? token, IEnumerable<string> members) =>
        token is null ? null : (token, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body.Copy(members).ToJsonString()))));

    /// <summary>What the last call with the token has made; null when there was none.</summary>
    public static string? Find(RuntimeRecord runtime, string operation, (string Token, string Fingerprint)? token)
    {
        if (token is not { } given || runtime.Tokens.LastOrDefault(use => use.Operation == operation && use.Token == given.Token) is not { } use)
            return null;
        return string.Equals(use.Fingerprint, given.Fingerprint, StringComparison.Ordinal) ? use.Outcome : throw AwsException.Conflict("The clientToken was used with another request.");
    }

    public static RuntimeRecord Note(RuntimeRecord runtime, string operation, (string Token, string Fingerprint)? token, string outcome) =>
        token is not { } given ? runtime : runtime with { Tokens = [.. runtime.Tokens.TakeLast(Kept - 1), new TokenUse(operation, given.Token, given.Fingerprint, outcome)] };
}
