using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Webhost.Core.Deployments;

namespace Webhost.Functions.Deployments;

/// <summary>The story of a roll-back: the runtime serves the older deployment again, then the pointer flips.</summary>
internal static class RollBackAgent
{
    private static readonly TaskOptions Retries = TaskOptions.FromRetryPolicy(new RetryPolicy(maxNumberOfAttempts: 4, firstRetryInterval: TimeSpan.FromMilliseconds(500), backoffCoefficient: 2));

    [Function(nameof(RollBackAgent))]
    public static async Task<StepOutcome> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var item = context.GetInput<PendingItem>() ?? throw new InvalidOperationException("The orchestration has no input.");
        var activated = await TryAsync(context, item);
        if (activated.Failure is null)
        {
            return await context.CallActivityAsync<StepOutcome>(nameof(RollbackActivities.FlipToTarget), item, Retries);
        }

        await context.CallActivityAsync<StepOutcome>(nameof(RollbackActivities.AbandonRollback), item, Retries);
        return activated;
    }

    private static async Task<StepOutcome> TryAsync(TaskOrchestrationContext context, PendingItem item)
    {
        try
        {
            return await context.CallActivityAsync<StepOutcome>(nameof(RollbackActivities.ActivateTarget), item, Retries);
        }
        catch (TaskFailedException exception)
        {
            return new StepOutcome { Failure = FailedStep.Explain(exception, "rolling back") };
        }
    }
}
