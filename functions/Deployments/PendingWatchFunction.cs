using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Webhost.Core.Deployments;

namespace Webhost.Functions.Deployments;

/// <summary>Looks for work whose start was interrupted.</summary>
internal sealed class PendingWatchFunction(PendingWatch watch)
{
    [Function("WatchPendingWork")]
    public Task RunAsync([TimerTrigger("*/15 * * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        watch.RunAsync(new DurableOrchestrations(client), cancellationToken);
}
