using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Webhost.Core.Accounts;
using Webhost.Core.Deployments;

namespace Webhost.Functions.Accounts;

/// <summary>The story of an export: slice after slice is written and the archive put together, or the owner is told that it can't be.</summary>
internal static class ExportAccount
{
    private static readonly TaskOptions Retries = TaskOptions.FromRetryPolicy(new RetryPolicy(maxNumberOfAttempts: 6, firstRetryInterval: TimeSpan.FromSeconds(1), backoffCoefficient: 3));

    [Function(nameof(ExportAccount))]
    public static async Task<StepOutcome> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var item = context.GetInput<PendingItem>() ?? throw new InvalidOperationException("The orchestration has no input.");
        try
        {
            for (var position = new ExportPosition(); !position.Written;)
            {
                position = await context.CallActivityAsync<ExportPosition>(nameof(AccountActivities.WriteExportSlice), new ExportStep { Item = item, Position = position }, Retries);
            }

            return await context.CallActivityAsync<StepOutcome>(nameof(AccountActivities.AssembleExport), item, Retries);
        }
        catch (TaskFailedException)
        {
            return await context.CallActivityAsync<StepOutcome>(nameof(AccountActivities.FailExport), item, Retries);
        }
    }
}
