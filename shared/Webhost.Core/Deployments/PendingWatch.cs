using System.Collections.Concurrent;
using Webhost.Core.Accounts;
using Webhost.Core.Agents;
using Webhost.Core.AsyncInvocations;
using Webhost.Core.Users;

namespace Webhost.Core.Deployments;

/// <summary>
/// Carries on what a crash interrupted between a note of work and the start of its orchestration, ends what an orchestration left open when it broke, and
/// takes back what can't be carried on.
/// </summary>
public sealed class PendingWatch(IPendingWork pending, IAgentStore agents, IDeploymentStore deployments, AgentHold hold, DeploymentEnd end, DeploymentUndo undo, RollbackSteps rollback, AgentCloning cloning, AccountExports exports, AccountDeletions deletions, IAsyncInvocationStore invocations, TimeProvider time)
{
    // Younger notes belong to a request that is still being served.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(30);

    // Undoing waits for runtimes, which may be in trouble: a few at once, and none is begun any more when others have waited for so long. The next run goes on with those.
    private const int UndoingsAtOnce = 4;
    private static readonly TimeSpan UndoBudget = TimeSpan.FromSeconds(15);

    /// <summary>Looks at every note once, and last at those of what is to be undone, as far as time allows. Safe to run at any time, and in several processes at once.</summary>
    public async Task RunAsync(IOrchestrations orchestrations, CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - Settled;
        var failures = new ConcurrentQueue<Exception>();
        var due = (await pending.ListAsync(cancellationToken)).Where(item => item.CreatedAt <= before).OrderBy(item => item.CreatedAt).ToLookup(item => item.Kind == PendingKind.Undo);
        foreach (var item in due[false])
        {
            await TryLookAsync(item, orchestrations, failures, cancellationToken);
        }

        var begun = time.GetTimestamp();
        await Parallel.ForEachAsync(
            due[true].TakeWhile(_ => time.GetElapsedTime(begun) < UndoBudget),
            new ParallelOptions { MaxDegreeOfParallelism = UndoingsAtOnce, CancellationToken = cancellationToken },
            async (item, token) => await TryLookAsync(item, orchestrations, failures, token));
        if (!failures.IsEmpty)
        {
            throw new AggregateException($"{failures.Count} notes of work could not be looked at and stay.", failures);
        }
    }

    private async Task TryLookAsync(PendingItem item, IOrchestrations orchestrations, ConcurrentQueue<Exception> failures, CancellationToken cancellationToken)
    {
        try
        {
            await LookAsync(item, orchestrations, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // One that can't be looked at now doesn't keep the others.
            failures.Enqueue(exception);
        }
    }

    private async Task LookAsync(PendingItem item, IOrchestrations orchestrations, CancellationToken cancellationToken)
    {
        switch (await orchestrations.StateAsync(item.Id, cancellationToken))
        {
            case OrchestrationState.Absent when item.Kind == PendingKind.Undo:
                await undo.UndoLaterAsync(item, cancellationToken);
                break;
            case OrchestrationState.Absent when item.Kind == PendingKind.Clone:
                await cloning.TakeBackAsync(item, cancellationToken);
                break;
            case OrchestrationState.Absent when await IsNeededAsync(item, cancellationToken):
                await orchestrations.StartAsync(item, cancellationToken);
                break;
            case OrchestrationState.Absent:
                if (item.Kind == PendingKind.Invoke)
                {
                    await invocations.RemoveContentAsync(item.AgentId, item.Id, cancellationToken);
                }
                else if (item.Kind is not (PendingKind.Export or PendingKind.DeleteAccount))
                {
                    await hold.ReleaseAsync(new UserId(item.UserId), item.AgentId, item.Id, agent => agent, cancellationToken);
                }

                await pending.RemoveAsync(item, cancellationToken);
                break;
            case OrchestrationState.Ended:
                await CloseAsync(item, orchestrations, cancellationToken);
                break;
            default:
                break;
        }
    }

    // An orchestration crosses its note off as its last act: it broke before.
    private async Task CloseAsync(PendingItem item, IOrchestrations orchestrations, CancellationToken cancellationToken)
    {
        switch (item.Kind)
        {
            case PendingKind.Deploy when await deployments.FindAsync(new UserId(item.UserId), item.Id, cancellationToken) is not null:
                var step = new StepInput { UserId = item.UserId, AgentId = item.AgentId, DeploymentId = item.Id };
                await end.RecordAsync(new DeploymentEnding { Step = step, Failure = StepFailure.Unexpected("deploying") }, cancellationToken);
                break;
            case PendingKind.RollBack:
                await rollback.AbandonAsync(item, cancellationToken);
                break;
            case PendingKind.Export:
                await exports.FailAsync(item, cancellationToken);
                break;
            case PendingKind.Remove or PendingKind.DeleteAccount or PendingKind.Invoke:
                await orchestrations.ForgetAsync(item.Id, cancellationToken);
                await orchestrations.StartAsync(item, cancellationToken);
                break;
            default:
                await pending.RemoveAsync(item, cancellationToken);
                break;
        }
    }

    // A note alone is no order: the state that it was written for must be there too.
    private async Task<bool> IsNeededAsync(PendingItem item, CancellationToken cancellationToken)
    {
        if (item.Kind == PendingKind.Refresh)
        {
            return false;
        }

        if (item.Kind == PendingKind.Export)
        {
            return await exports.IsNeededAsync(item, cancellationToken);
        }

        if (item.Kind == PendingKind.DeleteAccount)
        {
            return await deletions.IsNeededAsync(item, cancellationToken);
        }

        if (item.Kind == PendingKind.Invoke)
        {
            return await invocations.FindAsync(item.AgentId, item.Id, cancellationToken) is not null;
        }

        var userId = new UserId(item.UserId);
        if (item.Kind == PendingKind.Deploy)
        {
            return await deployments.FindAsync(userId, item.Id, cancellationToken) is { Value.Ended: false };
        }

        return await agents.FindIncludingDeletedAsync(userId, item.AgentId, cancellationToken) is { Value: var agent }
            && (item.Kind == PendingKind.Remove ? agent.Deleted : string.Equals(agent.DeployingDeploymentId, item.Id, StringComparison.Ordinal));
    }
}
