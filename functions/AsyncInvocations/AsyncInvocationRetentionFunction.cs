using Microsoft.Azure.Functions.Worker;
using Webhost.Core.AsyncInvocations;

namespace Webhost.Functions.AsyncInvocations;

/// <summary>Removes asynchronous invocations whose time is over.</summary>
internal sealed class AsyncInvocationRetentionFunction(AsyncInvocationRetention retention)
{
    [Function("RemoveExpiredInvocations")]
    public Task RunAsync([TimerTrigger("%RetentionSchedule%")] TimerInfo timer, CancellationToken cancellationToken) => retention.RunAsync(cancellationToken);
}
