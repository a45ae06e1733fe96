using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Webhost.Functions.Deployments;

/// <summary>Forgets durable work that ended long ago. What it did is on record elsewhere; its history names users and agents, also such as are gone.</summary>
internal sealed class OrchestrationRetentionFunction(TimeProvider time)
{
    // Longer than a note of work waits for its end to be noticed.
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    [Function("RemoveEndedOrchestrations")]
    public Task RunAsync([TimerTrigger("0 41 * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) => client.PurgeAllInstancesAsync(
        new PurgeInstancesFilter(
            // Where none is given the host's Durable extension fails: it does not look whether there is one.
            CreatedFrom: DateTimeOffset.UnixEpoch,
            CreatedTo: time.GetUtcNow() - Kept,
            Statuses: [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated]),
        cancellationToken);
}
