using Webhost.Core.Agents;
using Webhost.Core.Deployments;
using Webhost.Core.Results;
using Webhost.Core.Tests.Doubles;

namespace Webhost.Core.Tests.Deployments;

/// <summary>Deployments of an agent get it one after another, the oldest first, and none waits for another that waits for it.</summary>
[Collection(AzuriteCollection.Name)]
public sealed class AgentHoldTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private World world = null!;
    private AgentRecord agent = null!;
    private string uploadId = string.Empty;

    public async Task InitializeAsync()
    {
        world = await World.CreateAsync(azurite);
        agent = await world.NewAgentAsync();
        uploadId = await world.UploadAsync(agent.AgentId);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task A_deployment_that_comes_when_the_agent_has_just_become_free_waits_behind_the_one_in_line()
    {
        var (first, second) = (await StartAsync(), await StartAsync());
        Assert.True((await AcquireAsync(second)).Busy);
        await EndAsync(first);

        var third = await StartAsync();

        Assert.True((await AcquireAsync(third)).Busy);
        Assert.False((await AcquireAsync(second)).Busy);
        Assert.False((await AcquireAsync(second)).Busy);
        await EndAsync(second);
        Assert.False((await AcquireAsync(third)).Busy);
    }

    [Fact]
    public async Task Who_does_not_want_to_wait_is_refused_while_another_waits()
    {
        var (first, _) = (await StartAsync(), await StartAsync());
        await EndAsync(first);

        Assert.IsType<Failure.Conflict>((await world.StartDeploymentAsync(agent.AgentId, uploadId)).Failure);
    }

    [Fact]
    public async Task Who_holds_the_agent_goes_on_although_an_older_deployment_shows_up_in_line()
    {
        var (first, second, third) = (await StartAsync(), await StartAsync(), await StartAsync());
        await EndAsync(first);
        Assert.True(await world.Get<AgentHold>().TryTakeAsync(world.Caller.UserId, agent.AgentId, third.DeploymentId, version: null, default));

        Assert.True((await AcquireAsync(second)).Busy);
        Assert.False((await AcquireAsync(third)).Busy);
        Assert.False((await AcquireAsync(third)).Busy);
        await EndAsync(third);
        Assert.False((await AcquireAsync(second)).Busy);
    }

    private async Task<StepInput> StartAsync()
    {
        var started = (await world.StartDeploymentAsync(agent.AgentId, uploadId, queue: true)).Value;
        return new StepInput { UserId = started.UserId, AgentId = started.AgentId, DeploymentId = started.DeploymentId };
    }

    private Task<StepOutcome> AcquireAsync(StepInput step) => world.Get<DeploymentPipeline>().AcquireAsync(step, default);

    private Task EndAsync(StepInput step) => world.Get<DeploymentEnd>().RecordAsync(new DeploymentEnding { Step = step, Cancelled = true }, default);
}
