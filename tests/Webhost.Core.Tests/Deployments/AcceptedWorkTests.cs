using Webhost.Contracts.Accounts;
using Webhost.Contracts.Deployments;
using Webhost.Contracts.Invocation;
using Webhost.Core.Accounts;
using Webhost.Core.Agents;
using Webhost.Core.AsyncInvocations;
using Webhost.Core.Deployments;
using Webhost.Core.Invocation;
using Webhost.Core.Tests.Accounts;
using Webhost.Core.Tests.Doubles;
using InvokeInput = Webhost.Contracts.Invocation.InvokeInput;

namespace Webhost.Core.Tests.Deployments;

/// <summary>What is noted and stored is accepted: where only its start fails, nobody asks for it again, and the watch starts it.</summary>
[Collection(AzuriteCollection.Name)]
public sealed class AcceptedWorkTests(AzuriteFixture azurite)
{
    [Theory]
    [InlineData(PendingKind.Deploy)]
    [InlineData(PendingKind.RollBack)]
    [InlineData(PendingKind.Remove)]
    [InlineData(PendingKind.Invoke)]
    [InlineData(PendingKind.Export)]
    [InlineData(PendingKind.DeleteAccount)]
    public async Task Work_whose_start_fails_is_accepted_and_started_by_the_watch_once(PendingKind kind)
    {
        await using var world = await Owner.NewAsync(azurite);
        var agent = await world.AgentAsync(await Owner.NewAgentAsync(world));
        var older = agent.ActiveDeploymentId!;
        await world.DeployAsync(agent.AgentId);
        var before = world.Orchestrations.Started.Count;
        world.Fuse.Refuse($"{nameof(IOrchestrations)}.{nameof(IOrchestrations.StartAsync)}", times: 1);

        await AcceptAsync(world, agent, older, kind);
        Assert.Equal(before, world.Orchestrations.Started.Count);
        await world.WatchAsync();
        Assert.Equal(before, world.Orchestrations.Started.Count);
        world.Clock.Advance(TimeSpan.FromSeconds(31));
        await world.WatchAsync();

        var item = Assert.Single(world.Orchestrations.Started.Values, item => item.Kind == kind && !world.Orchestrations.Ended.ContainsKey(item.Id));
        await world.Runner.RunAllAsync();
        Assert.Empty(await world.PendingAsync());
        await AssertDoneAsync(world, agent, older, item);
    }

    [Fact]
    public async Task A_removal_is_accepted_although_the_deployment_under_way_could_not_be_told_to_stop()
    {
        await using var world = await Owner.NewAsync(azurite);
        var agent = await world.NewAgentAsync();
        await world.StartDeploymentAsync(agent.AgentId, await world.UploadAsync(agent.AgentId));
        world.Fuse.Refuse($"{nameof(IOrchestrations)}.{nameof(IOrchestrations.RequestCancelAsync)}", times: 1);

        var removed = await world.Get<AgentRemoval>().StartAsync(world.Caller, agent.AgentId, ifMatch: null, world.Get<IOrchestrations>(), default);

        Assert.True(removed.Succeeded);
        Assert.Contains(world.Orchestrations.Started.Values, item => item.Kind == PendingKind.Remove);
    }

    private static async Task AcceptAsync(World world, AgentRecord agent, string older, PendingKind kind)
    {
        var orchestrations = world.Get<IOrchestrations>();
        switch (kind)
        {
            case PendingKind.Deploy:
                Assert.True((await world.StartDeploymentAsync(agent.AgentId, await world.UploadAsync(agent.AgentId))).Succeeded);
                break;
            case PendingKind.RollBack:
                Assert.True((await world.Get<Rollbacks>().StartAsync(world.Caller, agent.AgentId, new RollbackRequest { DeploymentId = older }, orchestrations, default)).Value.IsDelayed);
                break;
            case PendingKind.Remove:
                Assert.True((await world.Get<AgentRemoval>().StartAsync(world.Caller, agent.AgentId, ifMatch: null, orchestrations, default)).Succeeded);
                break;
            case PendingKind.Invoke:
                var request = new InvokeRequest { Input = new InvokeInput { Prompt = "hi" } };
                var prepared = await world.Get<InvocationGateway>().PrepareAsync(world.Caller, agent.AgentId, request, inOnePiece: false, default);
                await world.Get<AsyncInvocationDirectory>().AcceptAsync(world.Caller, prepared.Value, request, orchestrations, default);
                break;
            case PendingKind.Export:
                Assert.True((await world.Get<AccountExports>().StartAsync(world.Caller, orchestrations, default)).Succeeded);
                break;
            default:
                Assert.True((await Owner.DeleteAsync(world, world.Caller.User.UserId)).Succeeded);
                break;
        }
    }

    private static async Task AssertDoneAsync(World world, AgentRecord agent, string older, PendingItem item)
    {
        switch (item.Kind)
        {
            case PendingKind.Deploy:
                Assert.Equal(item.Id, (await world.AgentAsync(agent.AgentId)).ActiveDeploymentId);
                break;
            case PendingKind.RollBack:
                Assert.Equal(older, (await world.AgentAsync(agent.AgentId)).ActiveDeploymentId);
                break;
            case PendingKind.Remove:
                Assert.Null(await world.Get<IAgentStore>().FindIncludingDeletedAsync(world.Caller.UserId, agent.AgentId, default));
                break;
            case PendingKind.Invoke:
                Assert.Equal(AsyncInvocationStatus.Succeeded, (await world.Get<AsyncInvocationDirectory>().GetAsync(world.Caller, agent.AgentId, item.Id, default)).Value.Status);
                break;
            case PendingKind.Export:
                Assert.Equal(ExportStatus.Ready, (await world.Get<AccountExports>().GetAsync(world.Caller, default)).Value.Status);
                break;
            default:
                Assert.Equal(DeletionStep.Done, (await world.Get<AccountDeletions>().GetAsync(item.Id, default)).Value.Step);
                break;
        }
    }
}
