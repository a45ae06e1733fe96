using System.Security.Cryptography;
using System.Text;

namespace Webhost.Providers.AgentCore.Invocation;

/// <summary>AgentCore's id of a session: it follows from the agent's and from ours, which is opaque, and has 68 characters of the 33 to 100 that AWS takes everywhere.</summary>
internal static class SessionName
{
    private const string Prefix = "whs-";

    public static string Of(string runtimeArn, string sessionId) =>
        Prefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{runtimeArn}\n{sessionId}")));
}
