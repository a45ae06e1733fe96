using System.Collections.ObjectModel;

namespace Webhost.Core.Costs;

/// <summary>What a provider states that an agent's day cost.</summary>
/// <param name="AgentId">The agent.</param>
/// <param name="Day">The UTC day.</param>
/// <param name="Provider">The runtime.</param>
/// <param name="Usd">US dollars.</param>
public sealed record StatedCost(string AgentId, DateOnly Day, string Provider, decimal Usd)
{
    /// <summary>The same by charge, so that one which several files state counts once; null when a file has too many to tell, or was taken in before they were told.</summary>
    public IReadOnlyDictionary<string, decimal>? Charges { get; init; }

    /// <summary>What several files state together of one day of an agent: a charge that more than one states counts by the newest.</summary>
    /// <param name="oldestFirst">What each states, at least one, the oldest file first.</param>
    public static StatedCost Together(IReadOnlyList<StatedCost> oldestFirst)
    {
        if (oldestFirst is [var only])
        {
            return only;
        }

        var charges = new Dictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var (charge, usd) in oldestFirst.SelectMany(cost => cost.Charges ?? ReadOnlyDictionary<string, decimal>.Empty))
        {
            charges[charge] = usd;
        }

        return oldestFirst[^1] with { Usd = charges.Values.Sum() + oldestFirst.Where(cost => cost.Charges is null).Sum(cost => cost.Usd), Charges = charges };
    }
}
