using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Webhost.Contracts.Deployments;
using Webhost.Contracts.Errors;
using Webhost.Core.Deployments;

namespace Webhost.Functions.Deployments;

/// <summary>
/// The story of a deployment (architecture: Deploy). It waits for its turn, takes the steps in order, and always ends: active, or undone and recorded as
/// failed or cancelled. A runtime that does not answer keeps it for little longer than its deadline: what could not be undone by then is left to the watch.
/// </summary>
internal static class DeployAgent
{
    /// <summary>The external event that asks a deployment to stop.</summary>
    public const string CancelEvent = "cancel";

    private static readonly TimeSpan TurnPoll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestQueue = TimeSpan.FromMinutes(30);

    // A step that is still running when the deployment is stopped gets this long to end before its work is undone.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    private static readonly TaskOptions Retries = TaskOptions.FromRetryPolicy(new RetryPolicy(maxNumberOfAttempts: 4, firstRetryInterval: TimeSpan.FromSeconds(1), backoffCoefficient: 2));
    private static readonly TaskOptions LongRetries = TaskOptions.FromRetryPolicy(new RetryPolicy(maxNumberOfAttempts: 8, firstRetryInterval: TimeSpan.FromSeconds(1), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromSeconds(15)));

    // Each attempt is bounded too (DeploymentUndo).
    private static readonly TaskOptions UndoRetries = TaskOptions.FromRetryPolicy(new RetryPolicy(
        maxNumberOfAttempts: 8, firstRetryInterval: TimeSpan.FromSeconds(1), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromSeconds(15), retryTimeout: TimeSpan.FromSeconds(30)));

    private static readonly (DeploymentPhase Phase, string Activity)[] Steps =
    [
        (DeploymentPhase.Validate, nameof(DeploymentActivities.ValidateArtifact)),
        (DeploymentPhase.Bundle, nameof(DeploymentActivities.BundleArtifact)),
        (DeploymentPhase.Provider, nameof(DeploymentActivities.PublishDeployment)),
        (DeploymentPhase.Probe, nameof(DeploymentActivities.ProbeDeployment)),
    ];

    [Function(nameof(DeployAgent))]
    public static async Task<DeploymentStatus> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var step = context.GetInput<StepInput>() ?? throw new InvalidOperationException("The orchestration has no input.");
        using var over = new CancellationTokenSource();
        var cancelled = context.WaitForExternalEvent<object?>(CancelEvent, over.Token);
        var ending = await DeployAsync(context, step, cancelled, over.Token);
        over.Cancel();
        if (ending is null)
        {
            Report(context, DeploymentPhase.Done);
            return DeploymentStatus.Active;
        }

        await UndoAsync(context, step);
        await context.CallActivityAsync<StepOutcome>(nameof(DeploymentActivities.EndDeployment), ending, LongRetries);
        Report(context, DeploymentPhase.Done);
        return ending.Cancelled ? DeploymentStatus.Cancelled : DeploymentStatus.Failed;
    }

    private static async Task<DeploymentEnding?> DeployAsync(TaskOrchestrationContext context, StepInput step, Task cancelled, CancellationToken over)
    {
        try
        {
            if (await WaitForTurnAsync(context, step, cancelled) is { } ending)
            {
                return ending;
            }

            var limits = await context.CallActivityAsync<DeploymentLimits>(nameof(DeploymentActivities.GetDeploymentLimits), step, Retries);
            var deadline = context.CreateTimer(context.CurrentUtcDateTime + limits.Deadline, over);
            return await TakeStepsAsync(context, step, limits, cancelled, deadline);
        }
        catch (TaskFailedException)
        {
            return new DeploymentEnding { Step = step, Failure = StepFailure.Unexpected("deploying") };
        }
    }

    private static async Task<DeploymentEnding?> WaitForTurnAsync(TaskOrchestrationContext context, StepInput step, Task cancelled)
    {
        Report(context, DeploymentPhase.Queued);
        var until = context.CurrentUtcDateTime + LongestQueue;
        while (true)
        {
            var turn = await context.CallActivityAsync<StepOutcome>(nameof(DeploymentActivities.AcquireAgent), step, Retries);
            if (turn.Failure is { } failure)
            {
                return new DeploymentEnding { Step = step, Failure = failure };
            }

            if (!turn.Busy)
            {
                return null;
            }

            if (context.CurrentUtcDateTime > until)
            {
                return Failed(step, $"The deployment waited in line for {LongestQueue.TotalMinutes:0} minutes and its turn did not come. Deploy again.", retryable: true);
            }

            using var awake = new CancellationTokenSource();
            var pause = context.CreateTimer(context.CurrentUtcDateTime + TurnPoll, awake.Token);
            if (await Task.WhenAny(pause, cancelled) == cancelled)
            {
                awake.Cancel();
                return new DeploymentEnding { Step = step, Cancelled = true };
            }
        }
    }

    private static async Task<DeploymentEnding?> TakeStepsAsync(TaskOrchestrationContext context, StepInput step, DeploymentLimits limits, Task cancelled, Task deadline)
    {
        foreach (var (phase, activity) in Steps)
        {
            Report(context, phase);
            var work = TryAsync(context, activity, step);
            var first = await Task.WhenAny(work, cancelled, deadline);
            if (first != work)
            {
                if (first == deadline)
                {
                    // The step at work looks for it, as it does for a cancellation, which is on record already.
                    await TryAsync(context, nameof(DeploymentActivities.ExpireDeployment), step);
                }

                // The step may be at work right now: undoing beside it would leave a mess.
                using var waited = new CancellationTokenSource();
                await Task.WhenAny(work, context.CreateTimer(context.CurrentUtcDateTime + Grace, waited.Token));
                waited.Cancel();
                return first == cancelled
                    ? new DeploymentEnding { Step = step, Cancelled = true }
                    : Failed(step, $"The deployment was not finished after {limits.Deadline.TotalSeconds:0} seconds, in the phase '{phase.ToString().ToLowerInvariant()}'. Look at its log, then deploy again.", retryable: true);
            }

            if (await work is { Failure: { } failure } outcome)
            {
                return new DeploymentEnding { Step = step, Failure = failure, Cancelled = outcome.Cancelled };
            }
        }

        if (cancelled.IsCompleted)
        {
            return new DeploymentEnding { Step = step, Cancelled = true };
        }

        // From here on the deployment can't be stopped: the flip is one write.
        Report(context, DeploymentPhase.Activate);
        return await TryAsync(context, nameof(DeploymentActivities.ActivateDeployment), step) is { Failure: { } notActive } ended
            ? new DeploymentEnding { Step = step, Failure = notActive, Cancelled = ended.Cancelled }
            : null;
    }

    private static async Task<StepOutcome> TryAsync(TaskOrchestrationContext context, string activity, StepInput step)
    {
        try
        {
            return await context.CallActivityAsync<StepOutcome>(activity, step, Retries);
        }
        catch (TaskFailedException exception)
        {
            return new StepOutcome { Failure = FailedStep.Explain(exception, "deploying") };
        }
    }

    private static async Task UndoAsync(TaskOrchestrationContext context, StepInput step)
    {
        try
        {
            await context.CallActivityAsync<StepOutcome>(nameof(DeploymentActivities.CompensateDeployment), step, UndoRetries);
        }
        catch (TaskFailedException)
        {
            // The runtime could not be brought back: the deployment must end all the same, and the watch over pending work takes it up again.
        }
    }

    private static DeploymentEnding Failed(StepInput step, string message, bool retryable) =>
        new() { Step = step, Failure = new StepFailure { Code = ErrorCode.DeploymentFailed, Message = message, Retryable = retryable } };

    private static void Report(TaskOrchestrationContext context, DeploymentPhase phase) =>
        context.SetCustomStatus(new DeploymentProgress { Phase = phase, PercentComplete = DeploymentJournal.PercentOf(phase) });
}
