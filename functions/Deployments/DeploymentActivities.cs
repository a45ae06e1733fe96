using Microsoft.Azure.Functions.Worker;
using Webhost.Core.Deployments;
using Webhost.Core.Providers;

namespace Webhost.Functions.Deployments;

/// <summary>The steps of a deployment as activities: each may run twice.</summary>
internal sealed class DeploymentActivities(DeploymentPipeline pipeline, DeploymentStop stop, DeploymentUndo undo, DeploymentEnd end, DeploymentJournal journal, RuntimeProviders providers)
{
    // Unpacking and building keep processors and disks busy; many more activities run at once than these, since most only wait (host.json).
    private static readonly SemaphoreSlim Building = new(4 * Environment.ProcessorCount);

    [Function(nameof(AcquireAgent))]
    public Task<StepOutcome> AcquireAgent([ActivityTrigger] StepInput step, CancellationToken cancellationToken) => pipeline.AcquireAsync(step, cancellationToken);

    [Function(nameof(GetDeploymentLimits))]
    public async Task<DeploymentLimits> GetDeploymentLimits([ActivityTrigger] StepInput step, CancellationToken cancellationToken)
    {
        var deployment = await journal.ReadAsync(step, cancellationToken);
        return new DeploymentLimits { Deadline = providers.Get(deployment.RuntimeProvider).Capabilities.DeploymentDeadline };
    }

    [Function(nameof(ValidateArtifact))]
    public Task<StepOutcome> ValidateArtifact([ActivityTrigger] StepInput step, CancellationToken cancellationToken) =>
        OneOfFewAsync(() => pipeline.ValidateAsync(step, cancellationToken), cancellationToken);

    [Function(nameof(BundleArtifact))]
    public Task<StepOutcome> BundleArtifact([ActivityTrigger] StepInput step, CancellationToken cancellationToken) =>
        OneOfFewAsync(() => pipeline.BundleAsync(step, cancellationToken), cancellationToken);

    [Function(nameof(PublishDeployment))]
    public Task<StepOutcome> PublishDeployment([ActivityTrigger] StepInput step, CancellationToken cancellationToken) => pipeline.PublishAsync(step, cancellationToken);

    [Function(nameof(ProbeDeployment))]
    public Task<StepOutcome> ProbeDeployment([ActivityTrigger] StepInput step, CancellationToken cancellationToken) => pipeline.ProbeAsync(step, cancellationToken);

    [Function(nameof(ActivateDeployment))]
    public Task<StepOutcome> ActivateDeployment([ActivityTrigger] StepInput step, CancellationToken cancellationToken) => pipeline.ActivateAsync(step, cancellationToken);

    [Function(nameof(ExpireDeployment))]
    public Task<StepOutcome> ExpireDeployment([ActivityTrigger] StepInput step, CancellationToken cancellationToken) => stop.ExpireAsync(step, cancellationToken);

    [Function(nameof(CompensateDeployment))]
    public Task<StepOutcome> CompensateDeployment([ActivityTrigger] StepInput step, CancellationToken cancellationToken) => undo.CompensateAsync(step, cancellationToken);

    [Function(nameof(EndDeployment))]
    public Task<StepOutcome> EndDeployment([ActivityTrigger] DeploymentEnding ending, CancellationToken cancellationToken) => end.RecordAsync(ending, cancellationToken);

    private static async Task<StepOutcome> OneOfFewAsync(Func<Task<StepOutcome>> build, CancellationToken cancellationToken)
    {
        await Building.WaitAsync(cancellationToken);
        try
        {
            return await build();
        }
        finally
        {
            Building.Release();
        }
    }
}
