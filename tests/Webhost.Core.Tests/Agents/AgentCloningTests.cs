using Webhost.Contracts.Agents;
using Webhost.Core.Agents;
using Webhost.Core.Artifacts;
using Webhost.Core.Limits;
using Webhost.Core.Results;
using Webhost.Core.Storage;
using Webhost.Core.Tests.Doubles;

namespace Webhost.Core.Tests.Agents;

[Collection(AzuriteCollection.Name)]
public sealed class AgentCloningTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private World world = null!;

    public async Task InitializeAsync() => world = await World.CreateAsync(azurite);

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task A_clone_whose_code_the_plan_has_no_room_for_is_not_made()
    {
        var agent = await world.NewAgentAsync();
        var active = await world.DeployAsync(agent.AgentId);
        var used = await world.Get<IArtifactStore>().ReadBytesAsync(agent.UserId, default);
        world.Caller = world.Caller with { Plan = world.Caller.Plan with { StorageBytes = used + active.SizeBytes - 1 } };

        var refused = Assert.IsType<Failure.LimitExceeded>((await CloneAsync(agent)).Failure);

        Assert.Equal((LimitNames.StorageBytes, (decimal)used), (refused.Limit.Name, refused.Limit.Used));
        Assert.Equal(used, await world.Get<IArtifactStore>().ReadBytesAsync(agent.UserId, default));
        Assert.Equal([agent.AgentId], (await world.Get<IAgentStore>().ListAsync(world.Caller.UserId, new PageRequest(10, null), default)).Items.Select(item => item.AgentId));

        world.Caller = world.Caller with { Plan = world.Caller.Plan with { StorageBytes = used + active.SizeBytes } };
        Assert.True((await CloneAsync(agent)).Succeeded);
    }

    private Task<Result<Versioned<AgentRecord>>> CloneAsync(AgentRecord agent) =>
        world.Get<AgentCloning>().CloneAsync(world.Caller, agent.AgentId, new CloneAgentRequest { Name = "clone" }, world.Orchestrations, default);
}
