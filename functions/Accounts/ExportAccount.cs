using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Webhost.Core.Deployments;

namespace Webhost.Functions.Accounts;

/// <summary>The story of an export: the archive is written, or the owner is told that it can't be.</summary>
internal static class ExportAccount
{
    private static readonly TaskOptions Retries = TaskOptions.FromRetryPolicy(new RetryPolicy(maxNumberOfAttempts: 6, firstRetryInterval: TimeSpan.FromSeconds(1), backoffCoefficient: 3));

    [Function(nameof(ExportAccount))]
    public static async Task<StepOutcome> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var item = context.GetInput<PendingItem>() ?? throw new InvalidOperationException("The orchestration has no input.");
        try
        {
            return await context.CallActivityAsync<StepOutcome>(nameof(AccountActivities.WriteExport), item, Retries);
        }
        catch (TaskFailedException)
        {
            return await context.CallActivityAsync<StepOutcome>(nameof(AccountActivities.FailExport), item, Retries);
        }
    }
}
