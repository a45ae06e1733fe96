using Webhost.Contracts.Deployments;
using Webhost.Core.Providers;
using Webhost.Core.Results;
using Webhost.Core.Storage;
using Webhost.Core.Users;

namespace Webhost.Core.Deployments;

/// <summary>How a deployment that did not become active ends: what it did is undone in reverse, and why it ended is recorded.</summary>
public sealed class DeploymentEnd(
    DeploymentJournal journal, IDeploymentStore deployments, AgentHold hold, Agents.IAgentStore agents, DeploymentInputs inputs, RuntimeProviders providers, IPendingWork pending, PointerAudit audit, TimeProvider time)
{
    /// <summary>How the ids of its holds begin.</summary>
    internal const string UndoPrefix = "und_";

    private static readonly TimeSpan UndoInterval = TimeSpan.FromMinutes(5);

    // Shorter than that, so that a runtime's trouble holds up the watch over other work for little longer at most.
    private static readonly TimeSpan UndoTimeout = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Gives the runtime back what served before, or takes away what never served. Repeatable. Trouble that does not pass by itself, such as refused credentials, ends it: the watch takes it up again every few
    /// minutes, until it is done or there is nothing left to undo.
    /// </summary>
    public async Task<StepOutcome> CompensateAsync(StepInput step, CancellationToken cancellationToken)
    {
        Failure? failure;
        try
        {
            failure = await UndoAndNoteAsync(step, cancellationToken);
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
            step, DeploymentPhase.Provider, "warn", [$"What the deployment published could not be taken back, and is tried again every {UndoInterval.TotalMinutes:0} minutes: {failure.Message}"], cancellationToken);
        return new StepOutcome { Failure = StepFailure.Of(failure) };
    }

    /// <summary>Takes up an undoing again that failed, unless something else holds the agent. Repeatable.</summary>
    public async Task UndoLaterAsync(PendingItem note, CancellationToken cancellationToken)
    {
        var userId = new UserId(note.UserId);
        if (await deployments.FindAsync(userId, note.DeploymentId!, cancellationToken) is null)
        {
            await pending.RemoveAsync(note, cancellationToken);
            return;
        }

        if (!await hold.TryTakeAsync(userId, note.AgentId, note.Id, version: null, cancellationToken))
        {
            return;
        }

        using var late = new CancellationTokenSource(UndoTimeout, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            var step = new StepInput { UserId = note.UserId, AgentId = note.AgentId, DeploymentId = note.DeploymentId! };
            if (await UndoAndNoteAsync(step, stop.Token) is null)
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
    internal static string UndoIdOf(string deploymentId) => UndoPrefix + deploymentId;

    // Noted first: whatever breaks, the watch knows of it.
    private async Task<Failure?> UndoAndNoteAsync(StepInput step, CancellationToken cancellationToken)
    {
        var note = new PendingItem
        {
            Kind = PendingKind.Undo,
            Id = UndoIdOf(step.DeploymentId),
            UserId = step.UserId,
            AgentId = step.AgentId,
            DeploymentId = step.DeploymentId,
            CreatedAt = time.GetUtcNow() + UndoInterval,
        };
        var failed = await journal.ReadAsync(step, cancellationToken);
        if (failed.TouchedProvider && !failed.CanBeActivated)
        {
            await pending.AddAsync(note, cancellationToken);
            if (!(await UndoAsync(step, failed, cancellationToken)).TryGet(out _, out var failure))
            {
                return failure;
            }
        }

        await pending.RemoveAsync(note, cancellationToken);
        return null;
    }

    private async Task<Result<Done>> UndoAsync(StepInput step, DeploymentRecord failed, CancellationToken cancellationToken)
    {
        var agent = await agents.FindIncludingDeletedAsync(new UserId(step.UserId), step.AgentId, cancellationToken);
        var active = agent?.Value is { Deleted: false, ActiveDeploymentId: { } activeId }
            ? await deployments.FindAsync(new UserId(step.UserId), activeId, cancellationToken)
            : null;
        if (string.Equals(active?.Value.DeploymentId, step.DeploymentId, StringComparison.Ordinal))
        {
            // The pointer has moved: it serves, whatever broke afterwards.
            return default(Done);
        }

        var provider = providers.Get(failed.RuntimeProvider);
        var back = string.Equals(active?.Value.RuntimeProvider, failed.RuntimeProvider, StringComparison.Ordinal) ? active!.Value
            : agent?.Value is { Deleted: false } ? await LastServedAsync(step.AgentId, failed.RuntimeProvider, cancellationToken)
            : null;
        var reference = new AgentReference(step.UserId, step.AgentId);
        if (back is null)
        {
            return await provider.RemoveAgentAsync(reference, cancellationToken);
        }

        return (await provider.ActivateAsync(await inputs.CreateAsync(back, cancellationToken), cancellationToken)).TryGet(out _, out var failure)
            ? await provider.RemoveDeploymentsAsync(reference, await NeverServedAsync(failed, cancellationToken), cancellationToken)
            : failure;
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

    /// <summary>
    /// Records the end and lets the agent go. The first end that is recorded stays; a deployment that the agent points at already has become active, whatever
    /// broke afterwards. Repeatable.
    /// </summary>
    public async Task<StepOutcome> RecordAsync(DeploymentEnding ending, CancellationToken cancellationToken)
    {
        try
        {
            await RecordEndAsync(ending, cancellationToken);
        }
        catch (DeploymentGoneException)
        {
            // Its agent is being removed, which may begin as soon as the agent is let go: nobody asks any more how it ended.
        }

        // Last: a step that dies before it is repeated.
        await CrossOffAsync(ending.Step, cancellationToken);
        return StepOutcome.Done;
    }

    private async Task RecordEndAsync(DeploymentEnding ending, CancellationToken cancellationToken)
    {
        var step = ending.Step;
        var active = await hold.ActiveAsync(new UserId(step.UserId), step.AgentId, cancellationToken);
        if (string.Equals(active, step.DeploymentId, StringComparison.Ordinal))
        {
            await journal.RecordActiveAsync(step, cancellationToken);
        }
        else
        {
            await RecordUnsuccessfulAsync(ending, active, cancellationToken);
        }

        await audit.DeploymentEndedAsync(await journal.ReadAsync(step, cancellationToken), cancellationToken);
    }

    private async Task RecordUnsuccessfulAsync(DeploymentEnding ending, string? active, CancellationToken cancellationToken)
    {
        var step = ending.Step;
        var present = await journal.ReadAsync(step, cancellationToken);
        var cancelled = ending.Cancelled || present.CancelRequested;
        var failed = present.Ended ? present.Status == DeploymentStatus.Failed : !cancelled;
        await journal.AlignAsync(step, active, cancellationToken);

        var lines = present.Ended ? [] : await TellAsync(ending, present, cancelled, cancellationToken);

        // Before the end is recorded: whoever sees the deployment ended finds the agent free. After the log: as soon as it is free the agent may be removed, and whatever is added then would stay.
        await hold.ReleaseAsync(new UserId(step.UserId), step.AgentId, step.DeploymentId, agent => agent with { LastDeploymentFailed = failed }, cancellationToken);
        if (present.Ended)
        {
            return;
        }

        await journal.ChangeAsync(step, deployment => deployment.Ended ? deployment : deployment with
        {
            Status = cancelled ? DeploymentStatus.Cancelled : DeploymentStatus.Failed,
            Failure = cancelled ? null : ending.Failure,
            LastLogLines = cancelled ? null : lines,
            EndedAt = time.GetUtcNow(),
        }, cancellationToken);
    }

    // Gives the last lines of the log, with the one that tells of the end.
    private async Task<IReadOnlyList<string>> TellAsync(DeploymentEnding ending, DeploymentRecord present, bool cancelled, CancellationToken cancellationToken)
    {
        var reason = ending.Failure?.Message ?? string.Empty;
        var isTold = (await journal.LastLinesAsync(ending.Step, cancellationToken)).Any(line => line.EndsWith(reason, StringComparison.Ordinal));
        await journal.WriteAsync(
            ending.Step, present.Phase, cancelled ? "warn" : "error", [cancelled ? "The deployment was cancelled." : isTold ? "The deployment failed." : $"The deployment failed: {reason}"], cancellationToken);
        return await journal.LastLinesAsync(ending.Step, cancellationToken);
    }

    /// <summary>Crosses the deployment off the list of pending work, at either end.</summary>
    internal Task CrossOffAsync(StepInput step, CancellationToken cancellationToken) => pending.RemoveAsync(
        new PendingItem { Kind = PendingKind.Deploy, Id = step.DeploymentId, UserId = step.UserId, AgentId = step.AgentId, CreatedAt = default }, cancellationToken);
}
