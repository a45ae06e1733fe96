using Webhost.Contracts.Deployments;
using Webhost.Core.Providers;
using Webhost.Core.Users;

namespace Webhost.Core.Deployments;

/// <summary>How a deployment that did not become active ends: what it did is undone in reverse, and why it ended is recorded.</summary>
public sealed class DeploymentEnd(
    DeploymentJournal journal, IDeploymentStore deployments, AgentHold hold, Agents.IAgentStore agents, DeploymentInputs inputs, RuntimeProviders providers, IPendingWork pending, PointerAudit audit, TimeProvider time)
{
    /// <summary>Gives the runtime back what served before, or takes away what never served. Repeatable.</summary>
    public async Task<StepOutcome> CompensateAsync(StepInput step, CancellationToken cancellationToken)
    {
        if (!await journal.ExistsAsync(step, cancellationToken))
        {
            // It waited in line while its agent was removed, and never touched the runtime.
            return StepOutcome.Done;
        }

        var failed = await journal.ReadAsync(step, cancellationToken);
        if (!failed.TouchedProvider || failed.CanBeActivated)
        {
            return StepOutcome.Done;
        }

        var agent = await agents.FindIncludingDeletedAsync(new UserId(step.UserId), step.AgentId, cancellationToken);
        var active = agent?.Value is { Deleted: false, ActiveDeploymentId: { } activeId }
            ? await deployments.FindAsync(new UserId(step.UserId), activeId, cancellationToken)
            : null;
        if (string.Equals(active?.Value.DeploymentId, step.DeploymentId, StringComparison.Ordinal))
        {
            // The pointer has moved: it serves, whatever broke afterwards.
            return StepOutcome.Done;
        }

        var provider = providers.Get(failed.RuntimeProvider);
        var undone = active is not null && string.Equals(active.Value.RuntimeProvider, failed.RuntimeProvider, StringComparison.Ordinal)
            ? (await provider.ActivateAsync(await inputs.CreateAsync(active.Value, cancellationToken), cancellationToken)).Map(_ => default(Results.Done))
            : await provider.RemoveAgentAsync(new AgentReference(step.UserId, step.AgentId), cancellationToken);
        return undone.TryGet(out _, out var failure) ? StepOutcome.Done : throw new TransientStepException(failure.Message);
    }

    /// <summary>
    /// Records the end and lets the agent go. The first end that is recorded stays; a deployment that the agent points at already has become active, whatever
    /// broke afterwards. Repeatable.
    /// </summary>
    public async Task<StepOutcome> RecordAsync(DeploymentEnding ending, CancellationToken cancellationToken)
    {
        var step = ending.Step;
        var userId = new UserId(step.UserId);
        if (!await journal.ExistsAsync(step, cancellationToken))
        {
            await CrossOffAsync(step, cancellationToken);
            return StepOutcome.Done;
        }

        var active = await hold.ActiveAsync(userId, step.AgentId, cancellationToken);
        if (string.Equals(active, step.DeploymentId, StringComparison.Ordinal))
        {
            await journal.RecordActiveAsync(step, cancellationToken);
        }
        else
        {
            await RecordUnsuccessfulAsync(ending, active, cancellationToken);
        }

        // Before it is crossed off: a step that dies in between is repeated.
        await audit.DeploymentEndedAsync(await journal.ReadAsync(step, cancellationToken), cancellationToken);
        await CrossOffAsync(step, cancellationToken);
        return StepOutcome.Done;
    }

    private async Task RecordUnsuccessfulAsync(DeploymentEnding ending, string? active, CancellationToken cancellationToken)
    {
        var step = ending.Step;
        var present = await journal.ReadAsync(step, cancellationToken);
        var cancelled = ending.Cancelled || present.CancelRequested;
        var failed = present.Ended ? present.Status == DeploymentStatus.Failed : !cancelled;
        await journal.AlignAsync(step, active, cancellationToken);

        // The agent first: whoever sees the deployment ended finds the agent free.
        await hold.ReleaseAsync(new UserId(step.UserId), step.AgentId, step.DeploymentId, agent => agent with { LastDeploymentFailed = failed }, cancellationToken);
        if (present.Ended)
        {
            return;
        }

        await journal.WriteAsync(step, present.Phase, cancelled ? "warn" : "error", [cancelled ? "The deployment was cancelled." : $"The deployment failed: {ending.Failure?.Message}"], cancellationToken);
        var lines = await journal.LastLinesAsync(step, cancellationToken);
        await journal.ChangeAsync(step, deployment => deployment.Ended ? deployment : deployment with
        {
            Status = cancelled ? DeploymentStatus.Cancelled : DeploymentStatus.Failed,
            Failure = cancelled ? null : ending.Failure,
            LastLogLines = cancelled ? null : lines,
            EndedAt = time.GetUtcNow(),
        }, cancellationToken);
    }

    /// <summary>Crosses the deployment off the list of pending work, at either end.</summary>
    public Task CrossOffAsync(StepInput step, CancellationToken cancellationToken) => pending.RemoveAsync(
        new PendingItem { Kind = PendingKind.Deploy, Id = step.DeploymentId, UserId = step.UserId, AgentId = step.AgentId, CreatedAt = default }, cancellationToken);
}
