using System.Text.Json;
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

    /// <summary>The plans as the sample of the settings has them.</summary>
    public static PlanCatalog Plans()
    {
        using var sample = JsonDocument.Parse(File.ReadAllText(RepositoryRoot.Combine("local.settings.sample.json")));
        var values = sample.RootElement.GetProperty("Values").EnumerateObject().Select(value => KeyValuePair.Create(value.Name.Replace("__", ":", StringComparison.Ordinal), value.Value.GetString()));
        return PlanCatalog.Read(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
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
