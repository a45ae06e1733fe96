using Webhost.Contracts.Billing;
using Webhost.Core.Identity;
using Webhost.Core.Plans;

namespace Webhost.Core.Billing;

/// <summary>Shows the plans and which of them the caller has.</summary>
public sealed class PlanOffers(PlanCatalog plans, BillingConnection billing)
{
    /// <summary>All plans.</summary>
    public PlansView Read(Caller caller) => new() { Current = caller.Plan.Tier, Plans = [.. plans.All.Select(plan => OfferOf(plan, caller))] };

    private PlanOffer OfferOf(Plan plan, Caller caller) => new()
    {
        Tier = plan.Tier,
        PriceUsd = plan.PriceUsd,
        Current = string.Equals(plan.Tier, caller.Plan.Tier, StringComparison.Ordinal),
        Purchasable = billing.Provider?.Sells(plan.Tier) ?? false,
        Metered = billing.Provider?.IsMetered(plan.Tier) ?? false,
        Agents = plan.Agents,
        RequestsPerMonth = plan.RequestsPerMonth,
        TokensPerMonth = plan.TokensPerMonth,
        ComputeMsPerMonth = plan.ComputeMsPerMonth,
        StorageBytes = plan.StorageBytes,
        LogRetentionDays = plan.LogRetentionDays,
        RequestsPerSecondPerUser = plan.RequestsPerSecondPerUser,
        RequestsPerSecondPerAgent = plan.RequestsPerSecondPerAgent,
        AgentCore = new AgentCoreOffer
        {
            Access = plan.AgentCore switch
            {
                AgentCoreAccess.AddOn => "addOn",
                AgentCoreAccess.Included => "included",
                _ => "none",
            },
            IncludedAgents = plan.AgentCore != AgentCoreAccess.None && plan.AgentCoreAgents == long.MaxValue ? null : plan.AgentCoreAgents,
            AddOnUsd = plan.AgentCore == AgentCoreAccess.None ? null : plan.AgentCoreAddOnUsd,
        },
    };
}
