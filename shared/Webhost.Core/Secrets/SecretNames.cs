using System.Security.Cryptography;
using System.Text;

namespace Webhost.Core.Secrets;

/// <summary>Names secrets in the vault, whose names are case-insensitive and know no underscore.</summary>
internal static class SecretNames
{
    /// <summary>The vault's name for an agent's secret: distinct for keys that differ only by case.</summary>
    public static string Of(string agentId, string key) =>
        $"{agentId.Replace('_', '-')}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 16))}";
}
