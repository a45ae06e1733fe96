using Microsoft.Extensions.Configuration;
using Webhost.Contracts.Logs;
using Webhost.Core.Agents;
using Webhost.Core.Logs;
using Webhost.Core.Plans;
using Webhost.Core.Users;

namespace Webhost.Storage.Tests.Logs;

[Collection(StorageCollection.Name)]
public sealed class LogRetentionTests(StorageFixture storage)
{
    [Fact]
    public async Task Lines_go_when_the_owners_plan_no_longer_keeps_them()
    {
        var userId = Some.UserId();
        var agent = Some.Agent(userId);
        var logs = storage.Get<ILogStore>();
        await storage.Get<IUserStore>().AddIfAbsentAsync(
            new User { UserId = userId.Value, Subject = "s", SubscriptionTier = "starter", DefaultRuntimeProvider = "cloudflare", CreatedAt = DateTimeOffset.UtcNow }, default);
        await storage.Get<IAgentStore>().AddAsync(agent, null, null, default);
        await logs.AppendAsync(agent.AgentId, [Line(days: 8), Line(days: 6)], default);

        var retention = new LogRetention(new EveryAgent(storage.Get<IUserRegister>(), storage.Get<IAgentStore>()), logs, Plans(), TimeProvider.System);
        await retention.RunAsync(default);
        await retention.RunAsync(default);

        Assert.Equal("6 days old", Assert.Single((await logs.ReadAsync(agent.AgentId, new LogFilter(), null, 10, default)).Items).Message);
    }

    private static LogLine Line(int days)
    {
        var timestamp = DateTimeOffset.UtcNow.AddDays(-days);
        return new LogLine { Id = LogIds.Of(timestamp, $"{days}"), Timestamp = timestamp, Level = "info", Message = $"{days} days old", Source = "log" };
    }

    private static PlanCatalog Plans()
    {
        string[] numbers = ["agents", "requestsPerMonth", "tokensPerMonth", "computeMsPerMonth", "storageBytes", "logRetentionDays", "requestsPerSecondPerUser", "requestsPerSecondPerAgent", "agentCoreAgents", "agentCoreAddOnUsd", "priceUsd"];
        var settings = PlanCatalog.Tiers.SelectMany(tier => numbers.Select(key => KeyValuePair.Create($"Plans:{tier}:{key}", (string?)"7")).Append(new($"Plans:{tier}:agentCore", "none")));
        return PlanCatalog.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
    }
}
