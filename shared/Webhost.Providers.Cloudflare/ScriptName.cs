using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Webhost.Core.Providers;

namespace Webhost.Providers.Cloudflare;

/// <summary>
/// The name of an agent's Worker: <c>wh-</c>, 8 digits of the owner's hash, <c>-</c>, and the agent's id in lower case with <c>-</c> for <c>_</c>. One Worker an agent, so
/// that session state outlives deployments; the owner's part keeps tenants' names apart whatever an id holds.
/// </summary>
internal static partial class ScriptName
{
    private const int MaximumLength = 63;
    private const int OwnerDigits = 8;

    public static string Of(AgentReference agent)
    {
        var owner = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(agent.UserId)))[..OwnerDigits];
        var name = $"wh-{owner}-{agent.AgentId.ToLowerInvariant().Replace('_', '-')}";
        return name.Length <= MaximumLength && name.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-')
            ? name
            : throw new ArgumentException("The agent's id can't be part of a Worker's name.", nameof(agent));
    }

    /// <summary>The id of the agent whose Worker has that name; null for any other name.</summary>
    public static string? AgentOf(string name) => Pattern().Match(name) is { Success: true } match ? $"agt_{match.Groups["digits"].Value}" : null;

    [GeneratedRegex("^wh-[0-9a-f]{8}-agt-(?<digits>[0-9a-f]{32})$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
