using Webhost.Core.Plans;

namespace Webhost.Core.Billing;

/// <summary>What a subscription gives: a plan, and add-ons to it.</summary>
/// <param name="Tier">The plan.</param>
/// <param name="AddOns">Agents on AgentCore beside the plan.</param>
public sealed record Entitlement(string Tier, long AddOns)
{
    /// <summary>From nothing to the most: the larger plan is more; of the same plan, more add-ons are.</summary>
    public static readonly IComparer<Entitlement?> BySize = Comparer<Entitlement?>.Create((one, other) => SizeOf(one).CompareTo(SizeOf(other)));

    /// <summary>Whether this is less than the other.</summary>
    public bool IsLessThan(Entitlement other) => BySize.Compare(this, other) < 0;

    /// <summary>What both give: the smaller plan, and the fewer add-ons.</summary>
    public Entitlement CommonWith(Entitlement other) => new(PlanCatalog.RankOf(other.Tier) < PlanCatalog.RankOf(Tier) ? other.Tier : Tier, Math.Min(AddOns, other.AddOns));

    private static (int Rank, long AddOns) SizeOf(Entitlement? entitlement) => entitlement is null ? (-1, 0) : (PlanCatalog.RankOf(entitlement.Tier), entitlement.AddOns);
}
