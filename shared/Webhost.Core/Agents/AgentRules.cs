using System.Text;
using System.Text.RegularExpressions;
using Webhost.Contracts.Errors;
using Webhost.Core.Providers;

namespace Webhost.Core.Agents;

/// <summary>What the fields of an agent may hold; every check adds to one list of problems.</summary>
public static partial class AgentRules
{
    /// <summary>Bytes that all plain variables of an agent may take together.</summary>
    public const int MaximumEnvBytes = 24 * 1024;

    private const int MaximumKeys = 100;

    /// <summary>Keys that the platform binds itself.</summary>
    public static readonly IReadOnlyList<string> ReservedPrefixes = ["WEBHOST_", "TELEMETRY_"];

    /// <summary>Null, or what is wrong with a variable's name.</summary>
    public static string? CheckKey(string? key)
    {
        if (key is null || !KeyPattern().IsMatch(key))
        {
            return $"'{key}' is not a variable name: use letters, digits and '_', not starting with a digit, at most 64 characters.";
        }

        return ReservedPrefixes.FirstOrDefault(prefix => key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) is { } reserved
            ? $"'{key}' starts with '{reserved}', which the platform keeps for itself."
            : null;
    }

    internal static void CheckName(string? name, List<Problem> problems)
    {
        if (name is null || !NamePattern().IsMatch(name))
        {
            problems.Add(new Problem("name", "A name has 1 to 64 characters: letters, digits, '-', '_', '.' and single spaces inside, starting with a letter or digit."));
        }
    }

    internal static void CheckDescription(string? description, List<Problem> problems)
    {
        if (description?.Length > 1000)
        {
            problems.Add(new Problem("description", "A description has at most 1,000 characters."));
        }
    }

    internal static void CheckFramework(string? framework, List<Problem> problems)
    {
        if (framework is not null && !FrameworkPattern().IsMatch(framework))
        {
            problems.Add(new Problem("framework", "A framework is a short word such as 'custom', 'cloudflare-agents' or 'langgraph': at most 40 letters, digits, '-', '_' and '.'."));
        }
    }

    internal static void CheckRuntime(string? runtime, RuntimeProviders providers, List<Problem> problems)
    {
        if (runtime is not null && !providers.Contains(runtime))
        {
            problems.Add(new Problem("runtimeProvider", $"There is no runtime '{runtime}' here. Use one of: {string.Join(", ", providers.Ids)}."));
        }
    }

    internal static void CheckVariables(IReadOnlyList<string>? keys, IReadOnlyDictionary<string, string>? env, List<Problem> problems)
    {
        for (var index = 0; index < keys?.Count; index++)
        {
            if (CheckKey(keys[index]) is { } message)
            {
                problems.Add(new Problem($"envVarKeys[{index}]", message));
            }
        }

        foreach (var (key, value) in env ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            if (CheckKey(key) is { } message)
            {
                problems.Add(new Problem($"env.{key}", message));
            }
            else if (value is null)
            {
                problems.Add(new Problem($"env.{key}", "A variable's value is a string; leave the key out to remove it."));
            }
        }

        if (keys?.Count > MaximumKeys || env?.Count > MaximumKeys)
        {
            problems.Add(new Problem("envVarKeys", $"An agent has at most {MaximumKeys} variables."));
        }

        if (env is not null && env.Sum(pair => Encoding.UTF8.GetByteCount(pair.Key) + Encoding.UTF8.GetByteCount(pair.Value ?? string.Empty)) > MaximumEnvBytes)
        {
            problems.Add(new Problem("env", $"All plain variables together take at most {MaximumEnvBytes / 1024} KB."));
        }
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]{0,63}\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex KeyPattern();

    [GeneratedRegex("^(?=.{1,64}\\z)[A-Za-z0-9](?:[A-Za-z0-9._-]| (?=[A-Za-z0-9._-]))*\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamePattern();

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,39}\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FrameworkPattern();
}
