using Microsoft.Azure.Functions.Worker;
using Webhost.Core.Deployments;

namespace Webhost.Functions.Deployments;

/// <summary>The steps of a roll-back as activities.</summary>
internal sealed class RollbackActivities(RollbackSteps steps)
{
    [Function(nameof(ActivateTarget))]
    public Task<StepOutcome> ActivateTarget([ActivityTrigger] PendingItem item, CancellationToken cancellationToken) => steps.ActivateAsync(item, cancellationToken);

    [Function(nameof(FlipToTarget))]
    public Task<StepOutcome> FlipToTarget([ActivityTrigger] PendingItem item, CancellationToken cancellationToken) => steps.FlipAsync(item, cancellationToken);

    [Function(nameof(AbandonRollback))]
    public Task<StepOutcome> AbandonRollback([ActivityTrigger] PendingItem item, CancellationToken cancellationToken) => steps.AbandonAsync(item, cancellationToken);
}
