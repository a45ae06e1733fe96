namespace Webhost.Core.Costs;

/// <summary>A line of a provider's cost export.</summary>
/// <param name="Day">The UTC day on which the use began.</param>
/// <param name="Usd">US dollars; negative for a credit.</param>
/// <param name="AgentId">The agent that the line's tags name; null when they name none.</param>
/// <param name="Resource">The resource's name or id; empty when the line has none.</param>
/// <param name="Service">The provider's service, for people.</param>
/// <param name="Charge">What it is a charge for: the same in every export that states it, also when the amount was corrected in between.</param>
public sealed record CostLine(DateOnly Day, decimal Usd, string? AgentId, string Resource, string Service, string Charge);
