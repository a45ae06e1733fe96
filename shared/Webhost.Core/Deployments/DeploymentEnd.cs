using Webhost.Contracts.Deployments;
using Webhost.Core.Providers;
using Webhost.Core.Users;

namespace Webhost.Core.Deployments;

/// <summary>How a deployment that did not become active ends: what it did is undone in reverse, and why it ended is recorded.</summary>
public sealed class DeploymentEnd(
    DeploymentJournal journal, IDeploymentStore deployments, AgentHold hold, Agents.IAgentStore agents, DeploymentInputs inputs, RuntimeProviders providers, IPendingWork pending, TimeProvider time)
{
    /// <summary>Gives the runtime back what served before, or takes away what never served. Repeatable.</summary>
    public async Task<StepOutcome> CompensateAsync(StepInput step, CancellationToken cancellationToken)
    {
        var failed = await journal.ReadAsync(step, cancellationToken);
        if (!failed.TouchedProvider || failed.CanBeActivated)
        {
            return StepOutcome.Done;
        }

        var agent = await agents.FindIncludingDeletedAsync(new UserId(step.UserId), step.AgentId, cancellationToken);
        var active = agent?.Value is { Deleted: false, ActiveDeploymentId: { } activeId }
            ? await deployments.FindAsync(new UserId(step.UserId), activeId, cancellationToken)
            : null;
        var provider = providers.Get(failed.RuntimeProvider);
        var undone = active is not null && string.Equals(active.Value.RuntimeProvider, failed.RuntimeProvider, StringComparison.Ordinal)
            ? (await provider.ActivateAsync(await inputs.CreateAsync(active.Value, cancellationToken), cancellationToken)).Map(_ => default(Results.Done))
            : await provider.RemoveAgentAsync(new AgentReference(step.UserId, step.AgentId), cancellationToken);
        return undone.TryGet(out _, out var failure) ? StepOutcome.Done : throw new TransientStepException(failure.Message);
    }

    /// <summary>Records the end and lets the agent go. The first end that is recorded stays. Repeatable.</summary>
    public async Task<StepOutcome> RecordAsync(DeploymentEnding ending, CancellationToken cancellationToken)
    {
        var step = ending.Step;
        var present = await journal.ReadAsync(step, cancellationToken);
        if (!present.Ended)
        {
            var status = ending.Cancelled ? DeploymentStatus.Cancelled : DeploymentStatus.Failed;
            await journal.WriteAsync(step, present.Phase, ending.Cancelled ? "warn" : "error", [ending.Cancelled ? "The deployment was cancelled." : $"The deployment failed: {ending.Failure?.Message}"], cancellationToken);
            var lines = await journal.LastLinesAsync(step, cancellationToken);
            await journal.ChangeAsync(step, deployment => deployment.Ended ? deployment : deployment with
            {
                Status = status,
                Failure = ending.Failure,
                LastLogLines = ending.Cancelled ? null : lines,
                EndedAt = time.GetUtcNow(),
            }, cancellationToken);
        }

        await hold.ReleaseAsync(new UserId(step.UserId), step.AgentId, step.DeploymentId, agent => agent with { LastDeploymentFailed = !ending.Cancelled }, cancellationToken);
        await CrossOffAsync(step, cancellationToken);
        return StepOutcome.Done;
    }

    /// <summary>Crosses the deployment off the list of pending work, at either end.</summary>
    public Task CrossOffAsync(StepInput step, CancellationToken cancellationToken) => pending.RemoveAsync(
        new PendingItem { Kind = PendingKind.Deploy, Id = step.DeploymentId, UserId = step.UserId, AgentId = step.AgentId, CreatedAt = default }, cancellationToken);
}
