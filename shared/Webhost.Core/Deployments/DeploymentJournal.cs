using Webhost.Contracts.Deployments;
using Webhost.Core.Storage;
using Webhost.Core.Users;

namespace Webhost.Core.Deployments;

/// <summary>Writes a deployment's progress, outcome and log. Every change is made under the row's version and repeated when it is stale.</summary>
public sealed class DeploymentJournal(IDeploymentStore store, IDeploymentLog log, TimeProvider time)
{
    private const int Attempts = 10;
    private const int LastLines = 20;

    /// <summary>The deployment that a step works on; throws when it is gone.</summary>
    public async Task<DeploymentRecord> ReadAsync(StepInput step, CancellationToken cancellationToken) => (await FindAsync(step, cancellationToken)).Value;

    /// <summary>Whether the step's deployment exists.</summary>
    public async Task<bool> ExistsAsync(StepInput step, CancellationToken cancellationToken) =>
        await store.FindAsync(new UserId(step.UserId), step.DeploymentId, cancellationToken) is not null;

    /// <summary>Changes the deployment; a change that gives the same record writes nothing.</summary>
    public async Task<DeploymentRecord> ChangeAsync(StepInput step, Func<DeploymentRecord, DeploymentRecord> change, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var present = await FindAsync(step, cancellationToken);
            var changed = change(present.Value);
            if (changed == present.Value)
            {
                return changed;
            }

            if (await store.TryUpdateAsync(present with { Value = changed }, cancellationToken) is { } updated)
            {
                return updated.Value;
            }
        }

        throw new TransientStepException("The deployment's record is contended.");
    }

    /// <summary>
    /// Marks the deployment that served so far, before the pointer leaves it: a repeat after the flip no longer knows which one it was.
    /// </summary>
    public async Task StepDownAsync(StepInput successor, string? activeDeploymentId, DeploymentStatus status, CancellationToken cancellationToken)
    {
        if (activeDeploymentId is not null && !string.Equals(activeDeploymentId, successor.DeploymentId, StringComparison.Ordinal))
        {
            await ChangeAsync(
                successor with { DeploymentId = activeDeploymentId },
                deployment => deployment.Status == DeploymentStatus.Active ? deployment with { Status = status } : deployment,
                cancellationToken);
        }
    }

    /// <summary>Enters a phase: for whoever watches, in the row and in the log.</summary>
    public async Task<DeploymentRecord> EnterAsync(StepInput step, DeploymentPhase phase, string message, CancellationToken cancellationToken)
    {
        await WriteAsync(step, phase, "info", [message], cancellationToken);
        return await ChangeAsync(step, deployment => deployment.Ended ? deployment : deployment with { Phase = phase, PercentComplete = PercentOf(phase) }, cancellationToken);
    }

    /// <summary>Appends lines to the deployment's log.</summary>
    public Task WriteAsync(StepInput step, DeploymentPhase phase, string level, IReadOnlyList<string> messages, CancellationToken cancellationToken) =>
        log.AppendAsync(
            step.DeploymentId,
            [.. messages.Select(message => new DeploymentLogLine { Timestamp = time.GetUtcNow(), Phase = phase, Level = level, Message = message })],
            cancellationToken);

    /// <summary>The last lines of the log.</summary>
    public async Task<IReadOnlyList<string>> LastLinesAsync(StepInput step, CancellationToken cancellationToken)
    {
        var lines = await log.ReadAsync(step.DeploymentId, after: null, limit: 1000, cancellationToken);
        return [.. lines.TakeLast(LastLines).Select(entry => $"{entry.Line.Phase.ToString().ToLowerInvariant()}: {entry.Line.Message}")];
    }

    /// <summary>How far a deployment is when it enters a phase.</summary>
    public static int PercentOf(DeploymentPhase phase) => phase switch
    {
        DeploymentPhase.Queued => 0,
        DeploymentPhase.Validate => 5,
        DeploymentPhase.Bundle => 20,
        DeploymentPhase.Store => 45,
        DeploymentPhase.Secrets => 55,
        DeploymentPhase.Provider => 65,
        DeploymentPhase.Probe => 85,
        DeploymentPhase.Activate => 95,
        _ => 100,
    };

    private async Task<Versioned<DeploymentRecord>> FindAsync(StepInput step, CancellationToken cancellationToken) =>
        await store.FindAsync(new UserId(step.UserId), step.DeploymentId, cancellationToken)
        ?? throw new InvalidOperationException($"The deployment '{step.DeploymentId}' is gone.");
}
