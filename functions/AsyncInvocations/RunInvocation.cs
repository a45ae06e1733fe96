using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Webhost.Core.AsyncInvocations;
using Webhost.Core.Deployments;

namespace Webhost.Functions.AsyncInvocations;

/// <summary>The story of an asynchronous invocation: the agent is called, then the webhook is told. What is to be done is written in the invocation's row, not in the history.</summary>
internal static class RunInvocation
{
    // Most of a day: once it has ended, the watch does not look after its webhook any more.
    private static readonly TaskOptions Patient = TaskOptions.FromRetryPolicy(new RetryPolicy(maxNumberOfAttempts: 1_000, firstRetryInterval: TimeSpan.FromSeconds(1), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromMinutes(1)));

    [Function(nameof(RunInvocation))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var item = context.GetInput<PendingItem>() ?? throw new InvalidOperationException("The orchestration has no input.");
        while ((await context.CallActivityAsync<AsyncInvocationStep>(nameof(AsyncInvocationActivities.ProceedWithInvocation), item, Patient)).LookAgainAt is { } at)
        {
            var now = context.CurrentUtcDateTime;
            await context.CreateTimer(at.UtcDateTime > now ? at.UtcDateTime : now, CancellationToken.None);
        }
    }
}
