using Webhost.Core.Results;
using Webhost.Core.Users;

namespace Webhost.Core.Deployments;

/// <summary>
/// Knows when nothing more may be done for a deployment: it has ended, its owner or its deadline stops it, or its agent is removed. A step looks before it begins, as it may run late, or again; one that
/// changes the runtime is watched, so that it has let go of the runtime before what it did is undone.
/// </summary>
public sealed class DeploymentStop(DeploymentJournal journal, AgentHold hold, TimeProvider time)
{
    // Many times shorter than what the orchestration waits for a step to end before it has its work undone.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>How a step ends whose agent is gone.</summary>
    public static StepOutcome Removed() => new() { Failure = StepFailure.Of(new Failure.Conflict("The agent was removed while it was being deployed.")) };

    /// <summary>How a step ends whose deployment must not go on; null when it may.</summary>
    public async Task<StepOutcome?> LookAsync(DeploymentRecord deployment, CancellationToken cancellationToken) =>
        deployment.Ended || deployment.CancelRequested || deployment.Overdue
            ? new StepOutcome { Failure = StepFailure.Of(new Failure.Conflict("The deployment was stopped.")), Cancelled = deployment.CancelRequested }
            : await hold.IsGoneAsync(new UserId(deployment.UserId), deployment.AgentId, cancellationToken) ? Removed() : null;

    /// <summary>Records that the deployment's time is over, for the step that is at work. Repeatable.</summary>
    public async Task<StepOutcome> ExpireAsync(StepInput step, CancellationToken cancellationToken)
    {
        await journal.ChangeAsync(step, deployment => deployment with { Overdue = true }, cancellationToken);
        return StepOutcome.Done;
    }

    /// <summary>Does a step's work, and breaks it off as soon as the deployment must not go on. That is then the outcome, whatever came of the work.</summary>
    public async Task<StepOutcome> WatchAsync(StepInput step, Func<CancellationToken, Task<StepOutcome>> work, CancellationToken cancellationToken)
    {
        using var broken = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var working = work(broken.Token);
        StepOutcome? stopped = null;
        do
        {
            await Task.WhenAny(working, Task.Delay(Interval, time, cancellationToken));
        }
        while (!working.IsCompleted && !cancellationToken.IsCancellationRequested && (stopped = await TryLookAsync(step, cancellationToken)) is null);

        if (stopped is not null)
        {
            await broken.CancelAsync();
        }

        try
        {
            var outcome = await working;
            return stopped ?? outcome;
        }
        catch (OperationCanceledException) when (stopped is not null)
        {
            return stopped;
        }
    }

    private async Task<StepOutcome?> TryLookAsync(StepInput step, CancellationToken cancellationToken)
    {
        try
        {
            return await LookAsync(await journal.ReadAsync(step, cancellationToken), cancellationToken);
        }
        catch (DeploymentGoneException)
        {
            return Removed();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // The work must not be left to itself: the next look tells.
            return null;
        }
    }
}
