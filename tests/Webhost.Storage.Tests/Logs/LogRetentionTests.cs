using Microsoft.Extensions.Configuration;
using Webhost.Contracts.Deployments;
using Webhost.Contracts.Logs;
using Webhost.Core.Agents;
using Webhost.Core.Deployments;
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
        var agent = await NewAgentAsync();
        var logs = storage.Get<ILogStore>();
        await logs.AppendAsync(agent.AgentId, [Line(days: 8), Line(days: 6)], default);

        var retention = Retention();
        await retention.RunAsync(default);
        await retention.RunAsync(default);

        Assert.Equal("6 days old", Assert.Single((await logs.ReadAsync(agent.AgentId, new LogFilter(), null, 10, default)).Items).Message);
    }

    [Fact]
    public async Task Logs_of_deployments_go_with_them_but_for_those_that_serve_or_have_not_ended()
    {
        var agent = await NewAgentAsync();
        var old = await NewDeploymentAsync(agent, 1, DeploymentStatus.Failed, days: 8);
        string[] kept =
        [
            await NewDeploymentAsync(agent, 2, DeploymentStatus.Active, days: 8),
            await NewDeploymentAsync(agent, 3, DeploymentStatus.Superseded, days: 6),
            await NewDeploymentAsync(agent, 4, DeploymentStatus.Deploying, days: null),
        ];

        await Retention().RunAsync(default);
        await Retention().RunAsync(default);

        Assert.Empty(await storage.Get<IDeploymentLog>().ReadAsync(old, null, 10, default));
        Assert.True((await storage.Get<IDeploymentStore>().FindAsync(new(agent.UserId), old, default))!.Value.LogRemoved);
        foreach (var deploymentId in kept)
        {
            Assert.Single(await storage.Get<IDeploymentLog>().ReadAsync(deploymentId, null, 10, default));
        }
    }

    private LogRetention Retention() => new(
        new EveryAgent(storage.Get<IUserRegister>(), storage.Get<IAgentStore>()),
        storage.Get<ILogStore>(),
        storage.Get<IDeploymentStore>(),
        new DeploymentJournal(storage.Get<IDeploymentStore>(), storage.Get<IDeploymentLog>(), TimeProvider.System),
        Plans(),
        TimeProvider.System);

    private async Task<AgentRecord> NewAgentAsync()
    {
        var userId = Some.UserId();
        var agent = Some.Agent(userId);
        await storage.Get<IUserStore>().AddIfAbsentAsync(
            new User { UserId = userId.Value, Subject = "s", SubscriptionTier = "starter", DefaultRuntimeProvider = "cloudflare", CreatedAt = DateTimeOffset.UtcNow }, default);
        await storage.Get<IAgentStore>().AddAsync(agent, null, null, default);
        return agent;
    }

    private async Task<string> NewDeploymentAsync(AgentRecord agent, int version, DeploymentStatus status, int? days)
    {
        var deployment = Some.Deployment(new(agent.UserId), agent.AgentId, version) with { Status = status, EndedAt = days is null ? null : DateTimeOffset.UtcNow.AddDays(-days.Value) };
        await storage.Get<IDeploymentStore>().AddAsync(deployment, default);
        await storage.Get<IDeploymentLog>().AppendAsync(
            deployment.DeploymentId, [new DeploymentLogLine { Timestamp = DateTimeOffset.UtcNow, Phase = DeploymentPhase.Validate, Level = "info", Message = "Checking." }], default);
        return deployment.DeploymentId;
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
