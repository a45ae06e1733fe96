using Webhost.Contracts.Deployments;
using Webhost.Contracts.Errors;
using Webhost.Core.Providers;
using Webhost.Core.Users;

namespace Webhost.Core.Deployments;

/// <summary>The steps of a roll-back, each safe to repeat: at most one provider call, then the flip.</summary>
public sealed class RollbackSteps(
    DeploymentJournal journal, AgentHold hold, DeploymentUndo undo, DeploymentInputs inputs, RuntimeProviders providers, IPendingWork pending, PointerAudit audit, TimeProvider time)
{
    /// <summary>Makes the target serve at its runtime, from what is stored. It has as long as a deployment to that runtime, counted from when it was asked for, over all attempts.</summary>
    public async Task<StepOutcome> ActivateAsync(PendingItem item, CancellationToken cancellationToken)
    {
        var step = StepOf(item);
        var target = await journal.ReadAsync(step, cancellationToken);
        var provider = providers.Get(target.RuntimeProvider);
        var startedAt = time.GetUtcNow();
        var longest = provider.Capabilities.DeploymentDeadline;
        var left = item.CreatedAt + longest - startedAt;
        if (left <= TimeSpan.Zero)
        {
            return Late(longest);
        }

        using var late = new CancellationTokenSource(left, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            var activated = await provider.ActivateAsync(await inputs.CreateAsync(target, stop.Token), stop.Token);
            if (!activated.TryGet(out var reference, out var failure))
            {
                return failure.Retryable ? throw new TransientStepException(failure.Message) : new StepOutcome { Failure = StepFailure.Of(failure) };
            }

            await journal.ChangeAsync(step, deployment => deployment with { ProviderReference = reference.Values, SecretsAppliedAt = startedAt }, cancellationToken);
            return StepOutcome.Done;
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return Late(longest);
        }
    }

    /// <summary>Points the agent at the target and lets the agent go.</summary>
    public async Task<StepOutcome> FlipAsync(PendingItem item, CancellationToken cancellationToken)
    {
        var step = StepOf(item);
        var userId = new UserId(item.UserId);
        var active = await hold.ActiveAsync(userId, item.AgentId, cancellationToken);
        var target = await journal.ReadAsync(step, cancellationToken);

        // Recorded before the flip: what serves never changes without a trace of who and why.
        var mark = await audit.BeginAsync(item, target, active, cancellationToken);
        await journal.StepDownAsync(step, active, DeploymentStatus.RolledBack, cancellationToken);
        var agent = await hold.ReleaseAsync(
            userId,
            item.AgentId,
            item.Id,
            held => held with { ActiveDeploymentId = item.DeploymentId, ActiveRuntime = target.RuntimeProvider, LastDeploymentFailed = false },
            cancellationToken);
        var moved = string.Equals(agent?.ActiveDeploymentId, item.DeploymentId, StringComparison.Ordinal);
        await audit.EndAsync(mark, moved, cancellationToken);
        if (moved)
        {
            var now = time.GetUtcNow();
            await journal.ChangeAsync(step, deployment => deployment.Status == DeploymentStatus.Active ? deployment : deployment with { Status = DeploymentStatus.Active, DeployedAt = now }, cancellationToken);
        }
        else
        {
            await journal.AlignAsync(step, agent?.ActiveDeploymentId, cancellationToken);
        }

        await pending.RemoveAsync(item, cancellationToken);
        return StepOutcome.Done;
    }

    /// <summary>Gives up: the runtime serves again what the agent points at, at once or as soon as it can be reached, and the agent is let go.</summary>
    public async Task<StepOutcome> AbandonAsync(PendingItem item, CancellationToken cancellationToken)
    {
        var step = StepOf(item);
        var userId = new UserId(item.UserId);
        if (await hold.ActiveAsync(userId, item.AgentId, cancellationToken) is { } active)
        {
            await journal.AlignAsync(step, active, cancellationToken);
        }

        // A call that failed may have had its effect all the same. Once the agent is let go, a repeat of this would disturb whoever has it then.
        if (await hold.TryTakeAsync(userId, item.AgentId, item.Id, version: null, cancellationToken))
        {
            await undo.ServeAgainAsync(step, cancellationToken);
        }

        await hold.ReleaseAsync(userId, item.AgentId, item.Id, agent => agent, cancellationToken);
        await pending.RemoveAsync(item, cancellationToken);
        return StepOutcome.Done;
    }

    private static StepOutcome Late(TimeSpan longest) => new()
    {
        Failure = new StepFailure
        {
            Code = ErrorCode.DeploymentFailed,
            Message = $"The roll-back was not finished after {longest.TotalSeconds:0} seconds, since the runtime did not answer in time. What served before goes on. Try again.",
            Retryable = true,
        },
    };

    private static StepInput StepOf(PendingItem item) => new() { UserId = item.UserId, AgentId = item.AgentId, DeploymentId = item.DeploymentId! };
}
