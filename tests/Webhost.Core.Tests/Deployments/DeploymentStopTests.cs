using Webhost.Contracts.Deployments;
using Webhost.Core.Agents;
using Webhost.Core.Deployments;
using Webhost.Core.Tests.Doubles;

namespace Webhost.Core.Tests.Deployments;

/// <summary>A deployment that is stopped while its code is being published lets go of the runtime, so that what served before stays.</summary>
[Collection(AzuriteCollection.Name)]
public sealed class DeploymentStopTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private static readonly TimeSpan UntilNextLook = TimeSpan.FromSeconds(2);

    private World world = null!;
    private AgentRecord agent = null!;
    private DeploymentRecord serving = null!;
    private StepInput step = null!;

    public async Task InitializeAsync()
    {
        world = await World.CreateAsync(azurite);
        agent = await world.NewAgentAsync();
        serving = await world.DeployAsync(agent.AgentId);
        var started = await world.StartDeploymentAsync(agent.AgentId, await world.UploadAsync(agent.AgentId));
        step = new StepInput { UserId = world.Caller.User.UserId, AgentId = agent.AgentId, DeploymentId = started.Value.DeploymentId };
        await world.Get<DeploymentPipeline>().ValidateAsync(step, default);
        await world.Get<DeploymentPipeline>().BundleAsync(step, default);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task A_cancellation_breaks_the_publishing_off_and_the_deployment_ends_as_cancelled()
    {
        var outcome = await StoppedWhilePublishingAsync(() => world.Get<DeploymentDirectory>().CancelAsync(world.Caller, step.DeploymentId, world.Get<IOrchestrations>(), default));

        Assert.True(outcome.Cancelled);
        Assert.Equal(DeploymentStatus.Cancelled, (await EndAsync(outcome)).Status);
        Assert.Equal(serving.DeploymentId, world.Runtime.Serving[agent.AgentId].DeploymentId);
    }

    [Fact]
    public async Task A_deadline_breaks_the_publishing_off_and_the_deployment_ends_as_failed()
    {
        var outcome = await StoppedWhilePublishingAsync(() => world.Get<DeploymentStop>().ExpireAsync(step, default));

        Assert.False(outcome.Cancelled);
        Assert.Equal(DeploymentStatus.Failed, (await EndAsync(outcome)).Status);
        Assert.Equal(serving.DeploymentId, world.Runtime.Serving[agent.AgentId].DeploymentId);
    }

    [Fact]
    public async Task A_removal_of_the_agent_breaks_the_publishing_off()
    {
        var outcome = await StoppedWhilePublishingAsync(() => world.Get<AgentRemoval>().StartAsync(world.Caller, agent.AgentId, ifMatch: null, world.Get<IOrchestrations>(), default));

        Assert.NotNull(outcome.Failure);
        await EndAsync(outcome);
        Assert.False(world.Runtime.Serving.ContainsKey(agent.AgentId));
    }

    [Fact]
    public async Task A_deployment_whose_activation_was_refused_is_ended_by_the_watch_when_its_orchestration_breaks_before_it_does_that()
    {
        await world.Get<DeploymentStop>().ExpireAsync(step, default);

        var refused = await world.Get<DeploymentPipeline>().ActivateAsync(step, default);
        world.Orchestrations.Ended[step.DeploymentId] = true;
        await world.RecoverAsync();

        Assert.NotNull(refused.Failure);
        Assert.Equal(DeploymentStatus.Failed, (await world.DeploymentAsync(step.DeploymentId)).Status);
        Assert.Null((await world.AgentAsync(agent.AgentId)).DeployingDeploymentId);
        Assert.Empty(await world.PendingAsync());
    }

    [Fact]
    public async Task A_look_that_fails_stops_nothing()
    {
        var (begun, published) = (new TaskCompletionSource(), new TaskCompletionSource());
        world.Runtime.Publishing = async (_, _) =>
        {
            begun.SetResult();
            await published.Task;
            return null;
        };
        var publishing = world.Get<DeploymentPipeline>().PublishAsync(step, default);
        await begun.Task;

        world.Fuse.Set(1, afterItsEffect: false);
        await LookUntilAsync(() => world.Fuse.Burnt, "the look to fail");
        world.Fuse.Restart();
        published.SetResult();

        Assert.Null((await publishing).Failure);
    }

    private async Task<StepOutcome> StoppedWhilePublishingAsync(Func<Task> stopping)
    {
        var begun = new TaskCompletionSource();
        world.Runtime.Publishing = async (_, cancellationToken) =>
        {
            begun.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            return null;
        };
        var publishing = world.Get<DeploymentPipeline>().PublishAsync(step, default);
        await begun.Task;
        await stopping();
        await LookUntilAsync(() => publishing.IsCompleted, "the publishing to be broken off");
        world.Runtime.Publishing = (_, _) => Task.FromResult<Results.Failure?>(null);
        return await publishing;
    }

    private Task LookUntilAsync(Func<bool> condition, string what) => Eventually.TrueAsync(
        () =>
        {
            world.Clock.Advance(UntilNextLook);
            return condition();
        },
        what);

    private async Task<DeploymentRecord> EndAsync(StepOutcome outcome)
    {
        await world.Get<DeploymentUndo>().CompensateAsync(step, default);
        await world.Get<DeploymentEnd>().RecordAsync(new DeploymentEnding { Step = step, Failure = outcome.Failure, Cancelled = outcome.Cancelled }, default);
        return await world.DeploymentAsync(step.DeploymentId);
    }
}
