using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Webhost.Local.AgentCore.Http;

namespace Webhost.Local.AgentCore.Identity;

/// <summary>The tokens by which workloads show who they are: opaque, signed, of limited life.</summary>
internal sealed class WorkloadTokens(byte[] key, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    public string Issue(string workload, string user)
    {
        var expires = (time.GetUtcNow() + Lifetime).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var content = string.Join('.', Encode(Encoding.UTF8.GetBytes(workload)), Encode(Encoding.UTF8.GetBytes(user)), expires);
        return $"{content}.{Sign(content)}";
    }

    /// <summary>The workload of a token.</summary>
    /// <exception cref="AwsException">It is none, or has expired.</exception>
    public string Read(string token)
    {
        if (token.Split('.') is not [var workload, _, var expires, var signature] parts
            || !Signing.Credentials.Same(Sign(string.Join('.', parts[..3])), signature)
            || long.Parse(expires, CultureInfo.InvariantCulture) <= time.GetUtcNow().ToUnixTimeSeconds())
            throw new AwsException(401, "UnauthorizedException", "The workload access token is not valid or has expired.");
        return Encoding.UTF8.GetString(Base64Url.DecodeFromChars(workload));
    }

    private string Sign(string content) => Encode(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(content)));

    private static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
