using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Webhost.Core.Deployments;

namespace Webhost.Functions.Accounts;

/// <summary>The story of a deletion: money first, then credentials, agents with all that runtimes hold, what is stored, after a rest the user, and at last what came late.</summary>
internal static class DeleteAccount
{
    // It must end: each step is tried for hours, soon again after what it needs is back, and the watch begins anew after that.
    private static readonly TaskOptions Patient = TaskOptions.FromRetryPolicy(new RetryPolicy(maxNumberOfAttempts: 150, firstRetryInterval: TimeSpan.FromSeconds(1), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromMinutes(1)));
    private const int LongestWaitSeconds = 3_600;

    [Function(nameof(DeleteAccount))]
    public static async Task<StepOutcome> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var item = context.GetInput<PendingItem>() ?? throw new InvalidOperationException("The orchestration has no input.");
        await context.CallActivityAsync<StepOutcome>(nameof(AccountActivities.CancelSubscriptions), item, Patient);
        await context.CallActivityAsync<StepOutcome>(nameof(AccountActivities.RemoveCredentials), item, Patient);
        await RemoveAgentsAsync(context, item);
        var settling = await context.CallActivityAsync<TimeSpan>(nameof(AccountActivities.EraseStored), item, Patient);
        await context.CreateTimer(context.CurrentUtcDateTime.Add(settling), CancellationToken.None);

        // Those of requests that were let in before the account was closed.
        await RemoveAgentsAsync(context, item);
        await context.CallActivityAsync<StepOutcome>(nameof(AccountActivities.FinishDeletion), item, Patient);

        // To the owner it is done. What the slowest of those requests, and what reports on them, wrote in the meantime goes too.
        var late = await context.CallActivityAsync<TimeSpan>(nameof(AccountActivities.GetLateArrivals), item, Patient);
        await context.CreateTimer(context.CurrentUtcDateTime.Add(late), CancellationToken.None);
        return await context.CallActivityAsync<StepOutcome>(nameof(AccountActivities.SweepDeletion), item, Patient);
    }

    private static async Task RemoveAgentsAsync(TaskOrchestrationContext context, PendingItem item)
    {
        for (var waited = 0; (await context.CallActivityAsync<StepOutcome>(nameof(AccountActivities.RemoveAgents), item, Patient)).Busy; waited++)
        {
            if (waited == LongestWaitSeconds)
            {
                // The watch starts it again with a history that is short.
                throw new InvalidOperationException("The account's agents are not gone yet.");
            }

            await context.CreateTimer(context.CurrentUtcDateTime.AddSeconds(1), CancellationToken.None);
        }
    }
}
