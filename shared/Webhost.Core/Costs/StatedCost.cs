namespace Webhost.Core.Costs;

/// <summary>What a provider states that an agent's day cost.</summary>
/// <param name="AgentId">The agent.</param>
/// <param name="Day">The UTC day.</param>
/// <param name="Provider">The runtime.</param>
/// <param name="Usd">US dollars.</param>
public sealed record StatedCost(string AgentId, DateOnly Day, string Provider, decimal Usd);
