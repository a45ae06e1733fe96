using Webhost.Contracts.Deployments;
using Webhost.Contracts.Errors;
using Webhost.Core.Agents;
using Webhost.Core.Deployments;
using Webhost.Core.Results;
using Webhost.Core.Tests.Doubles;

namespace Webhost.Core.Tests.Deployments;

/// <summary>A roll-back serves the older deployment, or comes to an end that leaves what serves as it was.</summary>
[Collection(AzuriteCollection.Name)]
public sealed class RollbackTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private readonly SemaphoreSlim asked = new(0);
    private World world = null!;
    private AgentRecord agent = null!;
    private DeploymentRecord older = null!;
    private DeploymentRecord serving = null!;

    public async Task InitializeAsync()
    {
        world = await World.CreateAsync(azurite);
        agent = await world.NewAgentAsync();
        older = await world.DeployAsync(agent.AgentId);
        serving = await world.DeployAsync(agent.AgentId);
    }

    public async Task DisposeAsync()
    {
        asked.Dispose();
        await world.DisposeAsync();
    }

    [Fact]
    public async Task A_runtime_that_does_not_answer_ends_it_in_time_and_what_served_before_is_put_back_later()
    {
        var item = await StartAsync();
        Hang();

        var activated = await AfterAsync(world.Runtime.Capabilities.DeploymentDeadline, world.Get<RollbackSteps>().ActivateAsync(item, default));
        var repeated = await world.Get<RollbackSteps>().ActivateAsync(item, default);
        await AfterAsync(TimeSpan.FromSeconds(30), world.Get<RollbackSteps>().AbandonAsync(item, default));

        Assert.Equal((ErrorCode.DeploymentFailed, true), (activated.Failure!.Code, activated.Failure.Retryable));
        Assert.Contains("180 seconds", activated.Failure.Message, StringComparison.Ordinal);
        Assert.Equal(activated.Failure, repeated.Failure);
        Assert.Equal((null, serving.DeploymentId), await HeldAndActiveAsync());
        Assert.Equal(PendingKind.Undo, Assert.Single(await world.PendingAsync()).Kind);

        Answer();
        world.Runtime.Serving[agent.AgentId] = (older.DeploymentId, world.Runtime.Serving[agent.AgentId].Secrets);
        await WatchLaterAsync();
        Assert.Equal(serving.DeploymentId, world.Runtime.Serving[agent.AgentId].DeploymentId);
        Assert.Empty(await world.PendingAsync());
        Assert.Equal((DeploymentStatus.Superseded, DeploymentStatus.Active), await StatesAsync());
    }

    [Fact]
    public async Task What_was_to_be_put_back_is_left_alone_once_a_later_one_has_succeeded()
    {
        var item = await StartAsync();
        Hang();
        await AfterAsync(TimeSpan.FromSeconds(30), world.Get<RollbackSteps>().AbandonAsync(item, default));
        Answer();

        await StartAsync();
        await world.Runner.RunAllAsync();
        await WatchLaterAsync();

        Assert.Equal((null, older.DeploymentId), await HeldAndActiveAsync());
        Assert.Equal(older.DeploymentId, world.Runtime.Serving[agent.AgentId].DeploymentId);
        Assert.Empty(await world.PendingAsync());
    }

    [Fact]
    public async Task One_that_gave_up_twice_does_not_disturb_the_deployment_that_came_in_between()
    {
        var item = await StartAsync();
        await world.Get<RollbackSteps>().AbandonAsync(item, default);
        var next = await world.StartDeploymentAsync(agent.AgentId, await world.UploadAsync(agent.AgentId));
        world.Runtime.Publishing = (_, _) => throw new InvalidOperationException("Nobody should ask for this.");

        await world.Get<RollbackSteps>().AbandonAsync(item, default);

        Assert.Equal((next.Value.DeploymentId, serving.DeploymentId), await HeldAndActiveAsync());
    }

    [Fact]
    public async Task One_to_a_runtime_that_is_no_longer_set_up_is_refused_with_the_reason()
    {
        var stored = await world.Get<IDeploymentStore>().FindAsync(world.Caller.UserId, older.DeploymentId, default);
        await world.Get<IDeploymentStore>().TryUpdateAsync(stored! with { Value = stored.Value with { RuntimeProvider = "elsewhere" } }, default);

        var refused = Assert.IsType<Failure.Invalid>((await BeginAsync()).Failure);

        Assert.Equal("deploymentId", Assert.Single(refused.Problems).Path);
        Assert.Contains("'elsewhere', which is not set up here", refused.Message, StringComparison.Ordinal);
        Assert.Equal((null, serving.DeploymentId), await HeldAndActiveAsync());
    }

    private Task<Result<RollbackStarted>> BeginAsync() =>
        world.Get<Rollbacks>().StartAsync(world.Caller, agent.AgentId, new RollbackRequest { DeploymentId = older.DeploymentId }, world.Get<IOrchestrations>(), default);

    private async Task<PendingItem> StartAsync() => world.Orchestrations.Started[(await BeginAsync()).Value.OrchestrationId!];

    private void Hang() => world.Runtime.Publishing = async (_, cancellationToken) =>
    {
        asked.Release();
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        return null;
    };

    private void Answer() => world.Runtime.Publishing = (_, _) => Task.FromResult<Failure?>(null);

    /// <summary>What a step comes to that does not end before a time is over.</summary>
    private async Task<StepOutcome> AfterAsync(TimeSpan time, Task<StepOutcome> step)
    {
        await asked.WaitAsync();
        world.Clock.Advance(time - TimeSpan.FromSeconds(1));
        Assert.False(step.IsCompleted);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        return await step;
    }

    private async Task WatchLaterAsync()
    {
        world.Clock.Advance(TimeSpan.FromMinutes(6));
        await world.WatchAsync();
    }

    private async Task<(string? Held, string? Active)> HeldAndActiveAsync()
    {
        var present = await world.AgentAsync(agent.AgentId);
        return (present.DeployingDeploymentId, present.ActiveDeploymentId);
    }

    private async Task<(DeploymentStatus Older, DeploymentStatus Serving)> StatesAsync() =>
        ((await world.DeploymentAsync(older.DeploymentId)).Status, (await world.DeploymentAsync(serving.DeploymentId)).Status);
}
