using System.Security.Cryptography;
using System.Text;

namespace Webhost.Providers.AgentCore.Deployments;

/// <summary>Tokens that make a repeated request the same request: they follow from what is asked for.</summary>
internal static class ClientToken
{
    public static string Of(params ReadOnlySpan<string> parts) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))));
}
