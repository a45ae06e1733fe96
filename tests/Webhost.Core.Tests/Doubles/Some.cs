using Microsoft.Extensions.Configuration;
using Webhost.Core.Identity;
using Webhost.Core.Plans;
using Webhost.Core.Users;

namespace Webhost.Core.Tests.Doubles;

/// <summary>Makes what no other test has.</summary>
internal static class Some
{
    public static readonly Plan Plan = new()
    {
        Tier = "pro",
        PriceUsd = 99,
        Agents = null,
        RequestsPerMonth = 1_000_000,
        TokensPerMonth = null,
        ComputeMsPerMonth = null,
        StorageBytes = 1_000_000_000,
        LogRetentionDays = 30,
        RequestsPerSecondPerUser = 1_000,
        RequestsPerSecondPerAgent = 1_000,
        AgentCore = AgentCoreAccess.None,
        AgentCoreAgents = 0,
    };

    /// <summary>Plans that keep logs and raw events for 1, 7, 30 and 90 days.</summary>
    public static PlanCatalog Plans()
    {
        string[] numbers = ["agents", "requestsPerMonth", "tokensPerMonth", "computeMsPerMonth", "storageBytes", "requestsPerSecondPerUser", "requestsPerSecondPerAgent", "agentCoreAgents", "priceUsd"];
        var settings = PlanCatalog.Tiers.Zip(["1", "7", "30", "90"]).SelectMany(tier => numbers.Select(key => KeyValuePair.Create($"Plans:{tier.First}:{key}", (string?)"1000"))
            .Append(new($"Plans:{tier.First}:logRetentionDays", tier.Second)).Append(new($"Plans:{tier.First}:agentCore", "none")));
        return PlanCatalog.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
    }

    public static Caller Caller(Plan? plan = null) => new()
    {
        User = new User
        {
            UserId = UserId.Of("https://issuer.test", Guid.NewGuid().ToString()).Value,
            Subject = "somebody",
            SubscriptionTier = "pro",
            DefaultRuntimeProvider = FakeRuntime.Name,
            CreatedAt = DateTimeOffset.UnixEpoch,
        },
        Plan = plan ?? Plan,
    };
}
