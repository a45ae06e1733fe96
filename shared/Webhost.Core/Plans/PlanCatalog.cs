using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Webhost.Core.Plans;

/// <summary>All plans, from configuration (section <c>Plans</c>).</summary>
public sealed class PlanCatalog
{
    /// <summary>The tiers, from the smallest to the largest.</summary>
    public static readonly IReadOnlyList<string> Tiers = ["free", "starter", "pro", "enterprise"];

    private readonly Dictionary<string, Plan> plans;

    private PlanCatalog(Dictionary<string, Plan> plans) => this.plans = plans;

    /// <summary>The plans in order.</summary>
    public IEnumerable<Plan> All => Tiers.Select(Of);

    /// <summary>Where a tier stands among all, from 0 for the smallest; -1 for no tier at all.</summary>
    public static int RankOf(string? tier)
    {
        for (var rank = 0; rank < Tiers.Count; rank++)
        {
            if (string.Equals(Tiers[rank], tier, StringComparison.Ordinal))
            {
                return rank;
            }
        }

        return -1;
    }

    /// <summary>What a tier is called where people read it.</summary>
    public static string NameOf(string tier) => string.Concat(tier[..1].ToUpperInvariant(), tier.AsSpan(1));

    /// <summary>The plan of a tier; an unknown tier is a defect.</summary>
    public Plan Of(string tier) => plans.TryGetValue(tier, out var plan) ? plan : throw new InvalidOperationException($"There is no plan '{tier}'.");

    /// <summary>Reads the section <c>Plans</c>. Throws with the names of all missing and malformed keys.</summary>
    public static PlanCatalog Read(IConfiguration configuration)
    {
        var errors = new List<string>();
        var read = Tiers.ToDictionary(tier => tier, tier => ReadPlan(tier, configuration.GetSection($"Plans:{tier}"), errors), StringComparer.Ordinal);
        return errors.Count == 0 ? new PlanCatalog(read) : throw new InvalidOperationException($"The plans are not set up: {string.Join("; ", errors)}.");
    }

    private static Plan ReadPlan(string tier, IConfigurationSection section, List<string> errors)
    {
        return new Plan
        {
            Tier = tier,
            PriceUsd = Amount("priceUsd"),
            Agents = Quantity("agents"),
            RequestsPerMonth = Quantity("requestsPerMonth"),
            TokensPerMonth = Quantity("tokensPerMonth"),
            ComputeMsPerMonth = Quantity("computeMsPerMonth"),
            StorageBytes = Quantity("storageBytes"),
            LogRetentionDays = Whole("logRetentionDays"),
            RequestsPerSecondPerUser = Whole("requestsPerSecondPerUser"),
            RequestsPerSecondPerAgent = Whole("requestsPerSecondPerAgent"),
            InvocationTimeout = section["invocationTimeoutSeconds"] is { Length: > 0 } ? TimeSpan.FromSeconds(Whole("invocationTimeoutSeconds")) : null,
            AgentCore = Access("agentCore"),
            AgentCoreAgents = Quantity("agentCoreAgents") ?? long.MaxValue,
            AgentCoreAddOnUsd = Amount("agentCoreAddOnUsd") is > 0 and var price ? price : null,
        };

        long? Quantity(string key)
        {
            var text = section[key];
            if (string.Equals(text, "unlimited", StringComparison.OrdinalIgnoreCase))
            {
                return null;
            }

            return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : Fail(key, "a whole number or 'unlimited'");
        }

        int Whole(string key) =>
            int.TryParse(section[key], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : (int)Fail(key, "a whole number above 0");

        decimal Amount(string key) =>
            decimal.TryParse(section[key], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : Fail(key, "an amount");

        AgentCoreAccess Access(string key) =>
            Enum.TryParse<AgentCoreAccess>(section[key], ignoreCase: true, out var access) && Enum.IsDefined(access) ? access : (AgentCoreAccess)Fail(key, "none, addOn or included");

        long Fail(string key, string wanted)
        {
            errors.Add($"Plans__{tier}__{key} is {(section[key] is { } text ? $"'{text}'" : "missing")}, it must be {wanted}");
            return 0;
        }
    }
}
