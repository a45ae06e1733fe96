using Webhost.Contracts.Agents;
using Webhost.Contracts.Deployments;
using Webhost.Contracts.Invocation;
using Webhost.Core.Agents;
using Webhost.Core.Deployments;
using Webhost.Core.Invocation;
using Webhost.Core.Results;
using Webhost.Core.Tests.Doubles;

namespace Webhost.Core.Tests.Providers;

/// <summary>Places on AgentCore from creation to invocation, over a runtime of that name.</summary>
[Collection(AzuriteCollection.Name)]
public sealed class AgentCorePlacesTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private static readonly InvokeRequest Hello = new() { Input = new InvokeInput { Prompt = "hi" } };

    private World world = null!;

    public async Task InitializeAsync()
    {
        world = await World.CreateAsync(azurite);
        world.Runtime.Id = "agentcore";
        Pay(addOns: 2);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task An_agent_without_a_place_is_neither_created_deployed_rolled_back_nor_invoked()
    {
        var (old, young) = await TwoServingAsync();
        Assert.IsType<Failure.LimitExceeded>((await world.Get<AgentDirectory>().CreateAsync(world.Caller, new CreateAgentRequest { Name = "third", RuntimeProvider = "agentcore" }, default)).Failure);
        Assert.IsType<Failure.LimitExceeded>((await world.Get<AgentCloning>().CloneAsync(world.Caller, old.AgentId, new CloneAgentRequest { Name = "clone" }, world.Orchestrations, default)).Failure);
        Assert.True((await PrepareAsync(young)).Succeeded);

        Pay(addOns: 1);

        Assert.True((await PrepareAsync(old)).Succeeded);
        Assert.Equal(("agentCore", 2L, 1L), LimitOf((await PrepareAsync(young)).Failure));
        Assert.IsType<Failure.LimitExceeded>((await world.StartDeploymentAsync(young.AgentId, await world.UploadAsync(young.AgentId))).Failure);
        var active = (await world.AgentAsync(young.AgentId)).ActiveDeploymentId;
        Assert.IsType<Failure.LimitExceeded>((await world.Get<Rollbacks>().StartAsync(world.Caller, young.AgentId, new RollbackRequest { DeploymentId = active }, world.Orchestrations, default)).Failure);
        Assert.True((await world.StartDeploymentAsync(old.AgentId, await world.UploadAsync(old.AgentId))).Succeeded);
    }

    [Fact]
    public async Task A_place_becomes_free_when_an_older_agent_goes()
    {
        var (old, young) = await TwoServingAsync();
        Pay(addOns: 1);

        await world.Get<AgentRemoval>().StartAsync(world.Caller, old.AgentId, ifMatch: null, world.Orchestrations, default);
        world.Get<InvocationRoutes>().Forget(world.Caller.UserId, young.AgentId);

        Assert.True((await PrepareAsync(young)).Succeeded);
    }

    private async Task<(AgentRecord Old, AgentRecord Young)> TwoServingAsync()
    {
        var old = await world.NewAgentAsync("old");
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        var young = await world.NewAgentAsync("young");
        foreach (var agent in new[] { old, young })
        {
            Assert.Equal(DeploymentStatus.Active, (await world.DeployAsync(agent.AgentId)).Status);
        }

        return (old, young);
    }

    private async Task<Result<PreparedInvocation>> PrepareAsync(AgentRecord agent) => await world.Get<InvocationGateway>().PrepareAsync(world.Caller, agent.AgentId, Hello, inOnePiece: false, default);

    private void Pay(long addOns) => world.Caller = world.Caller with { Plan = Some.Plans().Of("pro"), User = world.Caller.User with { SubscriptionTier = "pro", AgentCoreAddOns = addOns } };

    private static (string Name, decimal Used, decimal Allowed) LimitOf(Failure failure)
    {
        var limit = Assert.IsType<Failure.LimitExceeded>(failure).Limit;
        return (limit.Name, limit.Used, limit.Allowed);
    }
}
