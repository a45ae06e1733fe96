using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Webhost.Core.Providers;

namespace Webhost.Providers.AgentCore;

/// <summary>
/// The name of what AWS holds for an agent: <c>wh_</c>, 8 digits of the owner's hash, <c>_</c>, and the agent's id. That makes 48 characters, of letters, digits and
/// underscores, which is as much as AWS takes; the owner's part keeps tenants' names apart whatever an id holds.
/// </summary>
internal static partial class ResourceName
{
    private const int MaximumLength = 48;
    private const int OwnerDigits = 8;

    public static string Of(AgentReference agent)
    {
        var name = $"wh_{OwnerOf(agent.UserId)}_{agent.AgentId}";
        return name.Length <= MaximumLength && name.All(character => char.IsAsciiLetterOrDigit(character) || character == '_')
            ? name
            : throw new ArgumentException("The agent's id can't be part of a runtime's name.", nameof(agent));
    }

    /// <summary>The id of the agent whose name that is, also with what AWS adds to it; null for any other.</summary>
    public static string? AgentOf(string name) => Pattern().Match(name) is { Success: true } match ? match.Groups["agent"].Value : null;

    /// <summary>The digits that stand for an owner.</summary>
    public static string OwnerOf(string userId) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(userId)))[..OwnerDigits];

    [GeneratedRegex("(^|[:/])wh_[0-9a-f]{8}_(?<agent>agt_[0-9a-f]{32})($|[-/:])", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
