using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Webhost.Core.Deployments;
using Webhost.Functions.Accounts;

namespace Webhost.Functions.Deployments;

/// <summary>The story of a removal: wait for a deployment that is still running, then the runtimes, then what is stored, and at last what came late.</summary>
internal static class RemoveAgent
{
    private const int LongestWaitSeconds = 900;

    // A removal must end: each step is tried for hours, soon again after the runtime is back, and the watch begins anew after that.
    private static readonly TaskOptions Patient = TaskOptions.FromRetryPolicy(new RetryPolicy(maxNumberOfAttempts: 150, firstRetryInterval: TimeSpan.FromSeconds(1), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromMinutes(1)));

    [Function(nameof(RemoveAgent))]
    public static async Task<StepOutcome> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var item = context.GetInput<PendingItem>() ?? throw new InvalidOperationException("The orchestration has no input.");
        for (var waited = 0; waited < LongestWaitSeconds && (await context.CallActivityAsync<StepOutcome>(nameof(RemovalActivities.CheckAgentIsFree), item, Patient)).Busy; waited++)
        {
            await context.CreateTimer(context.CurrentUtcDateTime.AddSeconds(1), CancellationToken.None);
        }

        await context.CallActivityAsync<StepOutcome>(nameof(RemovalActivities.RemoveFromProviders), item, Patient);
        await context.CallActivityAsync<StepOutcome>(nameof(RemovalActivities.RemoveStored), item, Patient);

        // To the owner it is gone. What calls wrote that had been let in before goes too: nothing else would ever look for it.
        var late = await context.CallActivityAsync<TimeSpan>(nameof(AccountActivities.GetLateArrivals), item, Patient);
        await context.CreateTimer(context.CurrentUtcDateTime.Add(late), CancellationToken.None);
        return await context.CallActivityAsync<StepOutcome>(nameof(RemovalActivities.RemoveStored), item, Patient);
    }
}
