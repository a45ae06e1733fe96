using Webhost.Contracts.Deployments;
using Webhost.Core.Users;

namespace Webhost.Core.Deployments;

/// <summary>How a deployment that did not become active ends: why is recorded, and the agent is let go. What it did was undone before (<see cref="DeploymentUndo"/>).</summary>
public sealed class DeploymentEnd(DeploymentJournal journal, AgentHold hold, IPendingWork pending, PointerAudit audit, TimeProvider time)
{
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
