using Webhost.Contracts.Deployments;
using Webhost.Core.Storage;
using Webhost.Core.Users;

namespace Webhost.Core.Deployments;

/// <summary>Writes a deployment's progress, outcome and log. Every change is made under the row's version and repeated when it is stale.</summary>
public sealed class DeploymentJournal(IDeploymentStore store, IDeploymentLog log, TimeProvider time)
{
    private const int Attempts = 10;
    private const int LastLines = 20;
    private const int PageSize = 1000;
    private const int MaximumMessage = 4 * 1024;

    /// <summary>The deployment that a step works on. Throws <see cref="DeploymentGoneException"/> when it is gone, as all here that read or change it do.</summary>
    public async Task<DeploymentRecord> ReadAsync(StepInput step, CancellationToken cancellationToken) => (await FindAsync(step, cancellationToken)).Value;

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

    /// <summary>Lets the states follow the pointer again, when whoever moved it broke off before or after: what serves is active, and the other is not.</summary>
    public async Task AlignAsync(StepInput step, string? activeDeploymentId, CancellationToken cancellationToken)
    {
        if (activeDeploymentId is not null)
        {
            await ChangeAsync(
                step with { DeploymentId = activeDeploymentId },
                deployment => deployment.CanBeActivated && deployment.Status != DeploymentStatus.Active ? deployment with { Status = DeploymentStatus.Active } : deployment,
                cancellationToken);
        }

        if (!string.Equals(step.DeploymentId, activeDeploymentId, StringComparison.Ordinal))
        {
            await ChangeAsync(step, deployment => deployment.Status == DeploymentStatus.Active ? deployment with { Status = DeploymentStatus.RolledBack } : deployment, cancellationToken);
        }
    }

    /// <summary>Records that a deployment serves. The first end that is recorded stays.</summary>
    public Task<DeploymentRecord> RecordActiveAsync(StepInput step, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return ChangeAsync(step, deployment => deployment.Ended ? deployment : deployment with
        {
            Status = DeploymentStatus.Active,
            Phase = DeploymentPhase.Done,
            PercentComplete = 100,
            DeployedAt = now,
            EndedAt = now,
        }, cancellationToken);
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
            [.. messages.Select(message => new DeploymentLogLine { Timestamp = time.GetUtcNow(), Phase = phase, Level = level, Message = message.Length > MaximumMessage ? message[..MaximumMessage] + "…" : message })],
            cancellationToken);

    /// <summary>The last lines of the log.</summary>
    public async Task<IReadOnlyList<string>> LastLinesAsync(StepInput step, CancellationToken cancellationToken)
    {
        var last = new Queue<string>();
        string? after = null;
        while (true)
        {
            var lines = await log.ReadAsync(step.DeploymentId, after, PageSize, cancellationToken);
            foreach (var (cursor, line) in lines)
            {
                after = cursor;
                last.Enqueue($"{line.Phase.ToString().ToLowerInvariant()}: {line.Message}");
                if (last.Count > LastLines)
                {
                    last.Dequeue();
                }
            }

            if (lines.Count < PageSize)
            {
                return [.. last];
            }
        }
    }

    /// <summary>Removes the log of a deployment that has ended, and notes that nothing is left to remove. Repeatable.</summary>
    public async Task RemoveLogAsync(StepInput step, CancellationToken cancellationToken)
    {
        await log.RemoveAsync(step.DeploymentId, cancellationToken);
        try
        {
            await ChangeAsync(step, deployment => deployment with { LogRemoved = true }, cancellationToken);
        }
        catch (DeploymentGoneException)
        {
            // Its agent was removed meanwhile, with all that is kept of it.
        }
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
        ?? throw new DeploymentGoneException(step.DeploymentId);
}
