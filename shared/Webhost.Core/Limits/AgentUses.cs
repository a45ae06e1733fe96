using System.Collections.Concurrent;
using Webhost.Core.Providers;

namespace Webhost.Core.Limits;

/// <summary>What agents use, as this process has seen it. Bounded: what is forgotten is guessed and learned again.</summary>
internal sealed class AgentUses
{
    private const int Maximum = 100_000;
    private const long GuessedTokens = 500;
    private const long GuessedComputeMs = 500;

    private readonly ConcurrentDictionary<string, AgentUse> agents = new(StringComparer.Ordinal);

    /// <summary>The use of an agent; before its first invocation here a guess.</summary>
    public AgentUse Of(string agentId, IRuntimeProvider provider) => agents.TryGetValue(agentId, out var known) ? known : Guess(agentId, provider);

    /// <summary>US dollars in billionths, rounded up.</summary>
    public static long Nanos(decimal dollars) => (long)Math.Ceiling(Math.Clamp(dollars, 0m, 1_000_000m) * 1_000_000_000m);

    private AgentUse Guess(string agentId, IRuntimeProvider provider)
    {
        if (agents.Count >= Maximum)
        {
            agents.Clear();
        }

        var cost = provider.EstimateCost(new UsageQuantities { Requests = 1, ComputeMs = GuessedComputeMs, Tokens = GuessedTokens });
        return agents.GetOrAdd(agentId, new AgentUse(GuessedTokens, GuessedComputeMs, Nanos(cost)));
    }
}
