using Webhost.Contracts.Deployments;
using Webhost.Core.Providers;
using Webhost.Core.Users;

namespace Webhost.Core.Deployments;

/// <summary>The steps of a roll-back, each safe to repeat: at most one provider call, then the flip.</summary>
public sealed class RollbackSteps(DeploymentJournal journal, AgentHold hold, DeploymentInputs inputs, RuntimeProviders providers, IPendingWork pending, TimeProvider time)
{
    /// <summary>Makes the target serve at its runtime, from what is stored.</summary>
    public async Task<StepOutcome> ActivateAsync(PendingItem item, CancellationToken cancellationToken)
    {
        var step = StepOf(item);
        var target = await journal.ReadAsync(step, cancellationToken);
        var provider = providers.Get(target.RuntimeProvider);
        var startedAt = time.GetUtcNow();
        var activated = await provider.ActivateAsync(await inputs.CreateAsync(target, cancellationToken), cancellationToken);
        if (!activated.TryGet(out var reference, out var failure))
        {
            return failure.Retryable ? throw new TransientStepException(failure.Message) : new StepOutcome { Failure = StepFailure.Of(failure) };
        }

        await journal.ChangeAsync(step, deployment => deployment with { ProviderReference = reference.Values, SecretsAppliedAt = startedAt }, cancellationToken);
        return StepOutcome.Done;
    }

    /// <summary>Points the agent at the target and lets the agent go.</summary>
    public async Task<StepOutcome> FlipAsync(PendingItem item, CancellationToken cancellationToken)
    {
        var step = StepOf(item);
        var userId = new UserId(item.UserId);
        var now = time.GetUtcNow();
        await journal.StepDownAsync(step, await hold.ActiveAsync(userId, item.AgentId, cancellationToken), DeploymentStatus.RolledBack, cancellationToken);
        await journal.ChangeAsync(step, deployment => deployment.Status == DeploymentStatus.Active ? deployment : deployment with { Status = DeploymentStatus.Active, DeployedAt = now }, cancellationToken);
        await hold.ReleaseAsync(userId, item.AgentId, item.Id, agent => agent with { ActiveDeploymentId = item.DeploymentId, LastDeploymentFailed = false }, cancellationToken);
        await pending.RemoveAsync(item, cancellationToken);
        return StepOutcome.Done;
    }

    /// <summary>Gives up: lets the agent go as it was.</summary>
    public async Task<StepOutcome> AbandonAsync(PendingItem item, CancellationToken cancellationToken)
    {
        await hold.ReleaseAsync(new UserId(item.UserId), item.AgentId, item.Id, agent => agent, cancellationToken);
        await pending.RemoveAsync(item, cancellationToken);
        return StepOutcome.Done;
    }

    private static StepInput StepOf(PendingItem item) => new() { UserId = item.UserId, AgentId = item.AgentId, DeploymentId = item.DeploymentId! };
}
