using Microsoft.Extensions.Logging;
using Webhost.Contracts.Invocation;
using Webhost.Core.Agents;
using Webhost.Core.Deployments;
using Webhost.Core.Identifiers;
using Webhost.Core.Identity;
using Webhost.Core.Invocation;
using Webhost.Core.Plans;
using Webhost.Core.Results;
using Webhost.Core.Storage;
using Webhost.Core.Users;

namespace Webhost.Core.AsyncInvocations;

/// <summary>
/// Runs an asynchronous invocation: claims it, so that the agent is called once whatever repeats; sees it to its end; and tells its webhook. A call whose process died is never made again,
/// since nobody knows what it did: it ends as failed and says so.
/// </summary>
public sealed partial class AsyncInvocationRun(
    IAsyncInvocationStore store, InvocationGateway gateway, IAgentStore agents, UserDirectory users, PlanCatalog plans, AsyncInvocationNotice notice, IPendingWork pending, TimeProvider time, ILogger<AsyncInvocationRun> logger)
{
    private const string RunnerPrefix = "run_";

    /// <summary>What is said of one that was cancelled.</summary>
    internal static readonly Failure Cancelled = new Failure.RuntimeError("The invocation was cancelled.");

    private static readonly Failure Lost = new Failure.RuntimeError(
        "The part of the platform that ran this invocation ended before the agent's answer was complete. What the agent did until then is not known: send it again if doing it twice does no harm.");

    private static readonly Failure Unexpected = new Failure.Unavailable("Something went wrong on our side while the agent was called. Send it again if doing it twice does no harm.", Transient: false);
    private static readonly Failure Gone = new Failure.Unavailable("What was asked is not there any more. Send it again.");

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWaitForRoom = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(32);

    /// <summary>Does what is to be done now. Safe to call again at any time, and in several processes at once.</summary>
    /// <param name="item">The invocation.</param>
    /// <param name="stopping">Ends when the process does.</param>
    /// <returns>When there is more to do.</returns>
    public async Task<AsyncInvocationStep> ProceedAsync(PendingItem item, CancellationToken stopping)
    {
        var found = await store.FindAsync(item.AgentId, item.Id, stopping);
        while (found is { Value.Ended: false })
        {
            if (await (found.Value.Status == AsyncInvocationStatus.Queued ? BeginAsync(found, stopping) : TakeOverAsync(found, stopping)) is { } at)
            {
                return new AsyncInvocationStep(at);
            }

            found = await store.FindAsync(item.AgentId, item.Id, stopping);
        }

        if (found is null)
        {
            // What was asked may have been kept by who died before the invocation was.
            await store.RemoveContentAsync(item.AgentId, item.Id, stopping);
        }

        // The watch has nothing more to see to: a receiver that stays away for hours should not keep it busy.
        await pending.RemoveAsync(item, stopping);
        return new AsyncInvocationStep(found is null ? null : await notice.SendAsync(found, stopping));
    }

    private async Task<DateTimeOffset?> BeginAsync(Versioned<AsyncInvocationRecord> found, CancellationToken stopping)
    {
        var invocation = found.Value;
        if (invocation.CancelRequested)
        {
            return await EndAsync(invocation, Ended(invocation, AsyncInvocationStatus.Cancelled, Cancelled));
        }

        // Everything that can be tried again comes before the claim, and nothing but the call after it.
        if (await store.ReadRequestAsync(invocation.AgentId, invocation.Ids.InvocationId, stopping) is not { } request)
        {
            return await EndAsync(invocation, Ended(invocation, AsyncInvocationStatus.Failed, Gone));
        }

        if (await users.FindAsync(new UserId(invocation.UserId), stopping) is not { } user)
        {
            return await EndAsync(invocation, Ended(invocation, AsyncInvocationStatus.Cancelled, Cancelled));
        }

        var caller = new Caller { User = user, Plan = plans.Of(user.SubscriptionTier) };
        var admitted = await gateway.PrepareAsync(caller, invocation.AgentId, request, invocation.Ids, stopping);
        if (!admitted.TryGet(out var prepared, out var failure))
        {
            if (failure is Failure.NotFound && await agents.FindAsync(caller.UserId, invocation.AgentId, stopping) is null)
            {
                // Its agent was removed before it was accepted, which a process sees up to a second late: nobody would look for it any more.
                await store.RemoveAllAsync(invocation.AgentId, stopping);
                return null;
            }

            return failure is Failure.RateLimited busy && time.GetUtcNow() - invocation.CreatedAt < LongestWaitForRoom
                ? time.GetUtcNow() + busy.RetryAfter
                : await EndAsync(invocation, Ended(invocation, AsyncInvocationStatus.Failed, failure));
        }

        if (await TryClaimAsync(found, prepared) is not { } claimed)
        {
            return time.GetUtcNow() + Soon;
        }

        return await RunAsync(claimed, prepared, stopping);
    }

    private async Task<AsyncInvocationRecord?> TryClaimAsync(Versioned<AsyncInvocationRecord> found, PreparedInvocation prepared)
    {
        var now = time.GetUtcNow();
        var claim = found.Value with
        {
            Status = AsyncInvocationStatus.Running,
            StartedAt = now,
            DeploymentId = prepared.Input.DeploymentId,
            Runner = Id.New(RunnerPrefix, time),
            RunUntil = now + AsyncInvocationLease.Length,
        };
        AsyncInvocationRecord? claimed = null;
        try
        {
            if (await store.TryUpdateAsync(found with { Value = claim }, CancellationToken.None) is not null
                || string.Equals((await store.FindAsync(claim.AgentId, claim.Ids.InvocationId, CancellationToken.None))?.Value.Runner, claim.Runner, StringComparison.Ordinal))
            {
                claimed = claim;
            }
        }
        finally
        {
            if (claimed is null)
            {
                gateway.PutOff(prepared);
            }
        }

        return claimed;
    }

    private async Task<DateTimeOffset?> RunAsync(AsyncInvocationRecord claimed, PreparedInvocation prepared, CancellationToken stopping)
    {
        AsyncInvocationOutcome outcome;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        await using var lease = new AsyncInvocationLease(store, claimed, stop, time);
        var recorder = new EventRecorder(store, claimed, time, logger);
        await using (recorder)
        {
            outcome = await CallAsync(claimed, prepared, recorder, lease, stop.Token);
            if (!lease.IsLost)
            {
                await KeepAsync(claimed, outcome, lease, stopping);
            }
        }

        return await EndAsync(claimed, outcome, recorder.IsIncomplete);
    }

    // It is nowhere else, and the agent is not called again: storage that is away for a while is waited for, as nobody can take the invocation over without it either.
    private async Task KeepAsync(AsyncInvocationRecord claimed, AsyncInvocationOutcome outcome, AsyncInvocationLease lease, CancellationToken stopping)
    {
        for (var pause = Soon; ; pause *= 2)
        {
            try
            {
                await store.WriteOutcomeAsync(claimed.AgentId, claimed.Ids.InvocationId, outcome, CancellationToken.None);
                return;
            }
            catch (Exception exception) when (exception is not OutOfMemoryException && pause <= LongestPause && !lease.IsLost && !stopping.IsCancellationRequested)
            {
                NotKept(exception, claimed.Ids.InvocationId);
            }

            // A process that stops tries it once more.
            await Task.WhenAny(Task.Delay(pause, time, stopping));
        }
    }

    private async Task<AsyncInvocationOutcome> CallAsync(AsyncInvocationRecord claimed, PreparedInvocation prepared, EventRecorder recorder, AsyncInvocationLease lease, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var item in gateway.StreamAsync(prepared, cancellationToken))
            {
                if (recorder.Add(item) is { } outcome)
                {
                    return outcome;
                }
            }

            throw new InvalidOperationException("The events of an invocation have no end.");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return lease.IsCancelled ? recorder.Fail(Cancelled, AsyncInvocationStatus.Cancelled) : recorder.Fail(Lost, AsyncInvocationStatus.Failed);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Failed(exception, claimed.Ids.InvocationId);
            return recorder.Fail(Unexpected, AsyncInvocationStatus.Failed);
        }
    }

    private async Task<DateTimeOffset?> TakeOverAsync(Versioned<AsyncInvocationRecord> found, CancellationToken stopping)
    {
        var invocation = found.Value;
        if (await store.ReadOutcomeAsync(invocation.AgentId, invocation.Ids.InvocationId, stopping) is { } outcome)
        {
            // Who kept it may have died before the last events were.
            return await EndAsync(invocation, outcome, eventsLost: true);
        }

        if (invocation.RunUntil > time.GetUtcNow())
        {
            return invocation.RunUntil + Soon;
        }

        return await EndAsync(invocation, invocation.CancelRequested ? Ended(invocation, AsyncInvocationStatus.Cancelled, Cancelled) : Ended(invocation, AsyncInvocationStatus.Failed, Lost));
    }

    private AsyncInvocationOutcome Ended(AsyncInvocationRecord invocation, AsyncInvocationStatus status, Failure failure) => new()
    {
        Status = status,
        EndedAt = time.GetUtcNow(),
        Error = status == AsyncInvocationStatus.Failed ? ErrorBodies.Of(failure, invocation.Ids.TraceId) : null,
    };

    /// <summary>Writes the end into the invocation's row, unless it has one; and cleans up.</summary>
    private async Task<DateTimeOffset?> EndAsync(AsyncInvocationRecord invocation, AsyncInvocationOutcome outcome, bool eventsLost = false)
    {
        var (agentId, invocationId) = (invocation.AgentId, invocation.Ids.InvocationId);
        while (true)
        {
            if (await store.FindAsync(agentId, invocationId, CancellationToken.None) is not { } found)
            {
                // Its agent was removed meanwhile: what was written since goes too.
                await store.RemoveContentAsync(agentId, invocationId, CancellationToken.None);
                return null;
            }

            var ended = found.Value with { Status = outcome.Status, EndedAt = outcome.EndedAt, Usage = outcome.Usage, Error = outcome.Error, RunUntil = null, EventsLost = eventsLost };
            if (found.Value.Ended || await store.TryUpdateAsync(found with { Value = ended }, CancellationToken.None) is not null)
            {
                await store.RemoveRequestAsync(agentId, invocationId, CancellationToken.None);
                return null;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The invocation {InvocationId} broke off.")]
    private partial void Failed(Exception exception, string invocationId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The answer of the invocation {InvocationId} could not be kept; it is tried again.")]
    private partial void NotKept(Exception exception, string invocationId);
}
