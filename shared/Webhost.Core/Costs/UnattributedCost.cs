namespace Webhost.Core.Costs;

/// <summary>A part of a bill that belongs to no agent that is known.</summary>
/// <param name="Service">The provider's service.</param>
/// <param name="Resource">The resource, or the unknown agent that its tag names.</param>
/// <param name="Lines">How many lines.</param>
/// <param name="Usd">US dollars.</param>
public sealed record UnattributedCost(string Service, string Resource, long Lines, decimal Usd);
