using Microsoft.Azure.Functions.Worker;
using Webhost.Core.Deployments;

namespace Webhost.Functions.Deployments;

/// <summary>The steps of a removal as activities.</summary>
internal sealed class RemovalActivities(AgentRemoval removal)
{
    [Function(nameof(CheckAgentIsFree))]
    public Task<StepOutcome> CheckAgentIsFree([ActivityTrigger] PendingItem item, CancellationToken cancellationToken) => removal.CheckFreeAsync(item, cancellationToken);

    [Function(nameof(RemoveFromProviders))]
    public Task<StepOutcome> RemoveFromProviders([ActivityTrigger] PendingItem item, CancellationToken cancellationToken) => removal.RemoveFromProvidersAsync(item, cancellationToken);

    [Function(nameof(RemoveStored))]
    public Task<StepOutcome> RemoveStored([ActivityTrigger] PendingItem item, CancellationToken cancellationToken) => removal.RemoveStoredAsync(item, cancellationToken);
}
