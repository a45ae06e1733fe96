using Webhost.Contracts.Deployments;
using Webhost.Core.Agents;
using Webhost.Core.Deployments;
using Webhost.Core.Results;
using Webhost.Core.Tests.Doubles;

namespace Webhost.Core.Tests.Deployments;

/// <summary>What a deployment that failed has published is taken back: at once, or when that becomes possible.</summary>
[Collection(AzuriteCollection.Name)]
public sealed class DeploymentUndoTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private static readonly TimeSpan UntilNext = TimeSpan.FromMinutes(6);

    private World world = null!;
    private AgentRecord agent = null!;
    private int removals;

    public async Task InitializeAsync()
    {
        world = await World.CreateAsync(azurite);
        agent = await world.NewAgentAsync();
        world.Runtime.Publishing = (_, _) => Task.FromResult<Failure?>(new Failure.DeploymentFailed("The runtime does not accept our credentials."));
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task An_undoing_that_is_refused_is_not_repeated_at_once_but_taken_up_again_until_it_is_done()
    {
        Refuse(new Failure.RuntimeError("The runtime does not accept our credentials.") { ErrorClass = "auth" });

        var failed = await world.DeployAsync(agent.AgentId);

        Assert.Equal((DeploymentStatus.Failed, "The runtime does not accept our credentials.", 1), (failed.Status, failed.Failure!.Message, removals));
        Assert.Contains(failed.LastLogLines!, line => line.Contains("tried again every 5 minutes", StringComparison.Ordinal));
        Assert.Equal(PendingKind.Undo, Assert.Single(await world.PendingAsync()).Kind);

        await world.WatchAsync();
        Assert.Equal(1, removals);
        await WatchLaterAsync();
        Assert.Equal(2, removals);
        Assert.Single(await world.PendingAsync());
        Assert.Null((await world.AgentAsync(agent.AgentId)).DeployingDeploymentId);

        Refuse(with: null);
        await WatchLaterAsync();
        Assert.Equal(3, removals);
        Assert.Empty(await world.PendingAsync());
        await WatchLaterAsync();
        Assert.Equal(3, removals);
    }

    [Fact]
    public async Task Trouble_that_may_pass_is_repeated_and_noted_when_it_does_not_pass()
    {
        Refuse(new Failure.RuntimeError("The runtime is busy.", Transient: true));

        var failed = await world.DeployAsync(agent.AgentId);

        Assert.Equal(DeploymentStatus.Failed, failed.Status);
        Assert.True(removals > 1);
        Refuse(with: null);
        await WatchLaterAsync();
        Assert.Empty(await world.PendingAsync());
    }

    [Fact]
    public async Task Undoings_that_take_long_are_begun_a_few_at_a_time_and_the_others_later()
    {
        Refuse(new Failure.RuntimeError("The runtime does not accept our credentials."));
        for (var count = 0; count < 6; count++)
        {
            await world.DeployAsync((await world.NewAgentAsync($"agent-{count}")).AgentId);
        }

        var gate = new Lock();
        removals = 0;
        world.Runtime.Removing = _ =>
        {
            lock (gate)
            {
                if (++removals == 1)
                {
                    world.Clock.Advance(TimeSpan.FromSeconds(20));
                }

                return null;
            }
        };
        await WatchLaterAsync();
        Assert.InRange(removals, 1, 4);
        Assert.Equal(6 - removals, (await world.PendingAsync()).Count);

        await world.WatchAsync();
        Assert.Equal(6, removals);
        Assert.Empty(await world.PendingAsync());
    }

    [Fact]
    public async Task What_serves_in_the_meantime_stays()
    {
        Refuse(new Failure.RuntimeError("The runtime does not accept our credentials."));
        await world.DeployAsync(agent.AgentId);
        world.Runtime.Publishing = (_, _) => Task.FromResult<Failure?>(null);
        Refuse(with: null);
        var second = await world.DeployAsync(agent.AgentId);

        await WatchLaterAsync();

        Assert.Equal(DeploymentStatus.Active, second.Status);
        Assert.Equal(1, removals);
        Assert.Equal(second.DeploymentId, world.Runtime.Serving[agent.AgentId].DeploymentId);
        Assert.Empty(await world.PendingAsync());
    }

    [Fact]
    public async Task A_failed_return_to_a_runtime_leaves_what_served_there_before_with_its_sessions()
    {
        world.Runtime.Publishing = (_, _) => Task.FromResult<Failure?>(null);
        Refuse(with: null);
        await world.DeployAsync(agent.AgentId);
        var last = await world.DeployAsync(agent.AgentId);
        await MoveElsewhereAsync(await world.DeployAsync(agent.AgentId));
        world.Runtime.Probing = _ => new Failure.RuntimeError("The agent does not answer.");

        var failed = await world.DeployAsync(agent.AgentId);

        Assert.Equal((DeploymentStatus.Failed, 0), (failed.Status, removals));
        Assert.Equal(last.DeploymentId, world.Runtime.Serving[agent.AgentId].DeploymentId);
    }

    [Fact]
    public async Task The_runtime_is_told_which_deployments_it_may_forget_since_they_never_served()
    {
        world.Runtime.Publishing = (_, _) => Task.FromResult<Failure?>(null);
        await world.DeployAsync(agent.AgentId);
        world.Runtime.Probing = _ => new Failure.RuntimeError("The agent does not answer.");
        var one = await world.DeployAsync(agent.AgentId);
        world.Runtime.Probing = _ => null;
        var active = await world.DeployAsync(agent.AgentId);
        world.Runtime.Probing = _ => new Failure.RuntimeError("The agent does not answer.");

        var other = await world.DeployAsync(agent.AgentId);

        Assert.Equal(active.DeploymentId, world.Runtime.Serving[agent.AgentId].DeploymentId);
        Assert.Equal(new HashSet<string> { one.DeploymentId, other.DeploymentId }, world.Runtime.RemovedDeployments.ToHashSet(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_failed_first_deployment_to_another_runtime_leaves_nothing_there()
    {
        world.Runtime.Publishing = (_, _) => Task.FromResult<Failure?>(null);
        Refuse(with: null);
        await MoveElsewhereAsync(await world.DeployAsync(agent.AgentId));
        world.Runtime.Probing = _ => new Failure.RuntimeError("The agent does not answer.");

        await world.DeployAsync(agent.AgentId);

        Assert.Equal(1, removals);
        Assert.False(world.Runtime.Serving.ContainsKey(agent.AgentId));
    }

    [Fact]
    public async Task An_agent_that_is_removed_takes_the_note_with_it()
    {
        Refuse(new Failure.RuntimeError("The runtime does not accept our credentials."));
        await world.DeployAsync(agent.AgentId);
        Refuse(with: null);

        await world.Get<AgentRemoval>().StartAsync(world.Caller, agent.AgentId, null, world.Get<IOrchestrations>(), default);
        await world.Runner.RunAllAsync();

        Assert.Empty(await world.PendingAsync());
    }

    [Fact]
    public async Task A_deployment_that_published_nothing_leaves_nothing_to_undo()
    {
        Refuse(new Failure.RuntimeError("Nobody should ask for this."));
        world.Runtime.Publishing = (_, _) => throw new InvalidOperationException("Nobody should get here.");
        var started = await world.StartDeploymentAsync(agent.AgentId, await world.UploadAsync(agent.AgentId));
        var step = new StepInput { UserId = world.Caller.User.UserId, AgentId = agent.AgentId, DeploymentId = started.Value.DeploymentId };

        Assert.Null((await world.Get<DeploymentUndo>().CompensateAsync(step, default)).Failure);

        Assert.Equal(0, removals);
        Assert.DoesNotContain(await world.PendingAsync(), item => item.Kind == PendingKind.Undo);
    }

    [Fact]
    public async Task A_runtime_that_does_not_answer_keeps_a_failed_deployment_from_its_end_for_half_a_minute()
    {
        world.Runtime.Publishing = (_, _) => Task.FromResult<Failure?>(null);
        var serving = await world.DeployAsync(agent.AgentId);
        var step = await PublishOneThatIsUnhealthyAsync();
        var asked = new TaskCompletionSource();
        world.Runtime.Publishing = async (_, cancellationToken) =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            return null;
        };

        var undoing = world.Get<DeploymentUndo>().CompensateAsync(step, default);
        await asked.Task;
        world.Clock.Advance(TimeSpan.FromSeconds(29));
        Assert.False(undoing.IsCompleted);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        var undone = await undoing;
        await world.Get<DeploymentEnd>().RecordAsync(new DeploymentEnding { Step = step, Failure = StepFailure.Unexpected("deploying") }, default);

        Assert.Equal((false, DeploymentStatus.Failed), (undone.Failure!.Retryable, (await world.DeploymentAsync(step.DeploymentId)).Status));
        Assert.Equal((null, serving.DeploymentId), await HeldAndActiveAsync());
        Assert.Equal(step.DeploymentId, world.Runtime.Serving[agent.AgentId].DeploymentId);
        Assert.Equal(PendingKind.Undo, Assert.Single(await world.PendingAsync()).Kind);

        world.Runtime.Publishing = (_, _) => Task.FromResult<Failure?>(null);
        await WatchLaterAsync();
        Assert.Equal(serving.DeploymentId, world.Runtime.Serving[agent.AgentId].DeploymentId);
        Assert.Empty(await world.PendingAsync());
    }

    [Fact]
    public async Task The_watch_leaves_alone_what_is_to_be_undone_while_the_next_deployment_is_made()
    {
        Refuse(new Failure.RuntimeError("The runtime does not accept our credentials."));
        await world.DeployAsync(agent.AgentId);
        world.Runtime.Publishing = (_, _) => Task.FromResult<Failure?>(null);
        Refuse(with: null);
        var before = removals;
        var step = await PublishOneThatIsUnhealthyAsync();

        await WatchLaterAsync();

        Assert.Equal(before, removals);
        Assert.Equal(step.DeploymentId, world.Runtime.Serving[agent.AgentId].DeploymentId);
        Assert.Single(await world.PendingAsync(), item => item.Kind == PendingKind.Undo);
    }

    private async Task<StepInput> PublishOneThatIsUnhealthyAsync()
    {
        var started = await world.StartDeploymentAsync(agent.AgentId, await world.UploadAsync(agent.AgentId));
        var step = new StepInput { UserId = world.Caller.User.UserId, AgentId = agent.AgentId, DeploymentId = started.Value.DeploymentId };
        await world.Get<DeploymentPipeline>().ValidateAsync(step, default);
        await world.Get<DeploymentPipeline>().BundleAsync(step, default);
        Assert.Null((await world.Get<DeploymentPipeline>().PublishAsync(step, default)).Failure);
        return step;
    }

    private async Task<(string? Held, string? Active)> HeldAndActiveAsync()
    {
        var present = await world.AgentAsync(agent.AgentId);
        return (present.DeployingDeploymentId, present.ActiveDeploymentId);
    }

    private void Refuse(Failure? with) => world.Runtime.Removing = _ =>
    {
        removals++;
        return with;
    };

    // As if the deployment had been made for another runtime than the one here.
    private async Task MoveElsewhereAsync(DeploymentRecord active)
    {
        var stored = await world.Get<IDeploymentStore>().FindAsync(world.Caller.UserId, active.DeploymentId, default);
        await world.Get<IDeploymentStore>().TryUpdateAsync(stored! with { Value = stored.Value with { RuntimeProvider = "elsewhere" } }, default);
    }

    private async Task WatchLaterAsync()
    {
        world.Clock.Advance(UntilNext);
        await world.WatchAsync();
    }
}
