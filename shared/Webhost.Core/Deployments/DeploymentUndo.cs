using Webhost.Contracts.Deployments;
using Webhost.Core.Agents;
using Webhost.Core.Providers;
using Webhost.Core.Results;
using Webhost.Core.Storage;
using Webhost.Core.Users;

namespace Webhost.Core.Deployments;

/// <summary>
/// Undoes at a runtime what a deployment or a roll-back did there that failed: what served before serves again, and what never served goes. It takes a bounded time, whatever the runtime does, so that
/// what failed comes to its end; what is not undone by then is noted, and the watch takes it up again every few minutes, until it is done or there is nothing left to undo.
/// </summary>
public sealed class DeploymentUndo(
    DeploymentJournal journal, IDeploymentStore deployments, AgentHold hold, IAgentStore agents, DeploymentInputs inputs, RuntimeProviders providers, IPendingWork pending, TimeProvider time)
{
    /// <summary>How the ids of its holds begin.</summary>
    internal const string Prefix = "und_";

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    // While an owner waits for the end, and the agent for its next deployment.
    private static readonly TimeSpan LongestAtOnce = TimeSpan.FromSeconds(30);

    // Shorter than the interval, so that a runtime's trouble holds up the watch over other work for little longer at most.
    private static readonly TimeSpan LongestLater = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Undoes a deployment that holds the agent. Repeatable. Trouble that does not pass by itself, such as refused credentials, and a runtime that does not answer in time, end it.
    /// </summary>
    public async Task<StepOutcome> CompensateAsync(StepInput step, CancellationToken cancellationToken)
    {
        Failure? failure;
        try
        {
            // One that has become active holds the agent no more.
            failure = (await journal.ReadAsync(step, cancellationToken)).CanBeActivated ? null : await UndoAndNoteAsync(step, LongestAtOnce, cancellationToken);
        }
        catch (DeploymentGoneException)
        {
            // Its agent was removed meanwhile, with all that the runtime had of it.
            return StepOutcome.Done;
        }

        if (failure is null)
        {
            return StepOutcome.Done;
        }

        if (failure.Retryable)
        {
            throw new TransientStepException(failure.Message);
        }

        await journal.WriteAsync(
            step, DeploymentPhase.Provider, "warn", [$"What the deployment published could not be taken back, and is tried again every {Interval.TotalMinutes:0} minutes: {failure.Message}"], cancellationToken);
        return new StepOutcome { Failure = StepFailure.Of(failure) };
    }

    /// <summary>Undoes a roll-back that holds the agent, once; the watch does the rest. Repeatable.</summary>
    /// <param name="target">The deployment that was to serve again.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task ServeAgainAsync(StepInput target, CancellationToken cancellationToken) => UndoAndNoteAsync(target, LongestAtOnce, cancellationToken);

    /// <summary>Takes up an undoing again that failed, unless something else holds the agent. Repeatable.</summary>
    public async Task UndoLaterAsync(PendingItem note, CancellationToken cancellationToken)
    {
        var userId = new UserId(note.UserId);
        if (await deployments.FindAsync(userId, note.DeploymentId!, cancellationToken) is not { Value: var failed })
        {
            await pending.RemoveAsync(note, cancellationToken);
            return;
        }

        if (!await hold.TryTakeAsync(userId, note.AgentId, note.Id, version: null, cancellationToken))
        {
            return;
        }

        try
        {
            var step = new StepInput { UserId = note.UserId, AgentId = note.AgentId, DeploymentId = note.DeploymentId! };
            if (await UndoAndNoteAsync(step, LongestLater, cancellationToken) is null && !failed.CanBeActivated)
            {
                await journal.WriteAsync(step, DeploymentPhase.Provider, "info", ["What the deployment published has been taken back."], cancellationToken);
            }
        }
        finally
        {
            await hold.ReleaseAsync(userId, note.AgentId, note.Id, agent => agent, CancellationToken.None);
        }
    }

    /// <summary>The id of the note that a deployment is to be undone.</summary>
    internal static string IdOf(string deploymentId) => Prefix + deploymentId;

    // Noted first: whatever breaks, the watch knows of it.
    private async Task<Failure?> UndoAndNoteAsync(StepInput step, TimeSpan longest, CancellationToken cancellationToken)
    {
        var note = new PendingItem
        {
            Kind = PendingKind.Undo,
            Id = IdOf(step.DeploymentId),
            UserId = step.UserId,
            AgentId = step.AgentId,
            DeploymentId = step.DeploymentId,
            CreatedAt = time.GetUtcNow() + Interval,
        };
        var failed = await journal.ReadAsync(step, cancellationToken);
        if (failed.TouchedProvider)
        {
            await pending.AddAsync(note, cancellationToken);
            if (await UndoWithinAsync(longest, failed, cancellationToken) is { } failure)
            {
                return failure;
            }
        }

        await pending.RemoveAsync(note, cancellationToken);
        return null;
    }

    private async Task<Failure?> UndoWithinAsync(TimeSpan longest, DeploymentRecord failed, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(longest, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            return (await UndoAsync(failed, stop.Token)).TryGet(out _, out var failure) ? null : failure;
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new Failure.RuntimeError($"It was not done within {longest.TotalSeconds:0} seconds.", TimedOut: true);
        }
    }

    private async Task<Result<Done>> UndoAsync(DeploymentRecord failed, CancellationToken cancellationToken)
    {
        var userId = new UserId(failed.UserId);
        var agent = await agents.FindIncludingDeletedAsync(userId, failed.AgentId, cancellationToken);
        var active = agent?.Value is { Deleted: false, ActiveDeploymentId: { } activeId } ? (await deployments.FindAsync(userId, activeId, cancellationToken))?.Value : null;
        if (string.Equals(active?.DeploymentId, failed.DeploymentId, StringComparison.Ordinal))
        {
            // The pointer has moved: it serves, whatever broke afterwards.
            return default(Done);
        }

        var isActiveThere = string.Equals(active?.RuntimeProvider, failed.RuntimeProvider, StringComparison.Ordinal);
        if (failed.CanBeActivated && !isActiveThere)
        {
            // It was to serve again there, and nothing else serves there that it could have driven out.
            return default(Done);
        }

        if (!providers.TryGet(failed.RuntimeProvider, out var provider))
        {
            return new Failure.RuntimeError($"The runtime '{failed.RuntimeProvider}' is not set up here.");
        }

        var back = isActiveThere ? active
            : agent?.Value is { Deleted: false } ? await LastServedAsync(failed.AgentId, failed.RuntimeProvider, cancellationToken)
            : null;
        var reference = new AgentReference(failed.UserId, failed.AgentId);
        if (back is null)
        {
            return await provider.RemoveAgentAsync(reference, cancellationToken);
        }

        return !(await provider.ActivateAsync(await inputs.CreateAsync(back, cancellationToken), cancellationToken)).TryGet(out _, out var failure) ? failure
            : failed.CanBeActivated ? default(Done)
            : await provider.RemoveDeploymentsAsync(reference, await NeverServedAsync(failed, cancellationToken), cancellationToken);
    }

    // With those that failed before it: a runtime may have had to keep them until now.
    private async Task<HashSet<string>> NeverServedAsync(DeploymentRecord failed, CancellationToken cancellationToken)
    {
        var found = new HashSet<string>(StringComparer.Ordinal) { failed.DeploymentId };
        await foreach (var deployment in Pages.ReadAsync((page, token) => deployments.ListAsync(failed.AgentId, page, token), cancellationToken))
        {
            if (deployment is { Ended: true, TouchedProvider: true, CanBeActivated: false } && string.Equals(deployment.RuntimeProvider, failed.RuntimeProvider, StringComparison.Ordinal))
            {
                found.Add(deployment.DeploymentId);
            }
        }

        return found;
    }

    // An agent that has moved to another runtime can still be rolled back to this one, where its sessions lie.
    private async Task<DeploymentRecord?> LastServedAsync(string agentId, string runtime, CancellationToken cancellationToken)
    {
        DeploymentRecord? last = null;
        await foreach (var deployment in Pages.ReadAsync((page, token) => deployments.ListAsync(agentId, page, token), cancellationToken))
        {
            if (deployment.CanBeActivated && string.Equals(deployment.RuntimeProvider, runtime, StringComparison.Ordinal) && (last is null || deployment.DeployedAt > last.DeployedAt))
            {
                last = deployment;
            }
        }

        return last;
    }
}
