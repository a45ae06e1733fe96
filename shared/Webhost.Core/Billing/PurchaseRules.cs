using Webhost.Contracts.Errors;
using Webhost.Core.Plans;

namespace Webhost.Core.Billing;

/// <summary>What can be bought; every check adds to one list of problems.</summary>
internal static class PurchaseRules
{
    private const int MostAddOns = 1000;

    public static void Check(PlanCatalog plans, IBillingProvider provider, string? tier, long addOns, List<Problem> problems)
    {
        var sold = PlanCatalog.Tiers.Where(provider.Sells).ToArray();
        if (tier is null || !sold.Contains(tier, StringComparer.Ordinal))
        {
            problems.Add(new Problem("tier", string.Equals(tier, PlanCatalog.Tiers[0], StringComparison.Ordinal)
                ? "The free plan is what remains when a subscription ends: cancel yours in the billing portal."
                : $"The plans that can be bought here are: {string.Join(", ", sold)}."));
            return;
        }

        var plan = plans.Of(tier);
        if (addOns is < 0 or > MostAddOns)
        {
            problems.Add(new Problem("agentCoreAddOns", $"The number of add-ons lies between 0 and {MostAddOns}."));
        }
        else if (addOns > 0 && (plan.AgentCore == AgentCoreAccess.None || plan.AgentCoreAddOnUsd is null))
        {
            problems.Add(new Problem("agentCoreAddOns", $"The plan '{tier}' has no AgentCore add-ons. {PlansWithAddOns(plans)}"));
        }
        else if (addOns > 0 && provider.IsMetered(tier))
        {
            problems.Add(new Problem("agentCoreAddOns", $"The plan '{tier}' is billed by usage here and can't be bought with add-ons."));
        }
    }

    /// <summary>What a period costs in advance, in US dollars; of a plan without add-ons each further unit costs the plan.</summary>
    public static decimal PriceOf(PlanCatalog plans, IBillingProvider provider, Entitlement entitlement)
    {
        var plan = plans.Of(entitlement.Tier);
        return provider.IsMetered(entitlement.Tier) ? 0 : plan.PriceUsd + (entitlement.AddOns * (plan.AgentCoreAddOnUsd ?? plan.PriceUsd));
    }

    private static string PlansWithAddOns(PlanCatalog plans) =>
        plans.All.Where(plan => plan.AgentCore != AgentCoreAccess.None && plan.AgentCoreAddOnUsd is not null).Select(plan => plan.Tier).ToArray() is { Length: > 0 } tiers
            ? $"These have: {string.Join(", ", tiers)}."
            : "No plan has here.";
}
