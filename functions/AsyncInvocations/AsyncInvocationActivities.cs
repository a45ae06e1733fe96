using Microsoft.Azure.Functions.Worker;
using Webhost.Core.AsyncInvocations;
using Webhost.Core.Deployments;

namespace Webhost.Functions.AsyncInvocations;

/// <summary>The one step of an asynchronous invocation as an activity.</summary>
internal sealed class AsyncInvocationActivities(AsyncInvocationRun run)
{
    [Function(nameof(ProceedWithInvocation))]
    public Task<AsyncInvocationStep> ProceedWithInvocation([ActivityTrigger] PendingItem item, CancellationToken cancellationToken) => run.ProceedAsync(item, cancellationToken);
}
