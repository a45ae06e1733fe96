using Webhost.Contracts.Alerts;
using Webhost.Contracts.Invocation;
using Webhost.Core.Agents;
using Webhost.Core.Deployments;
using Webhost.Core.Identity;
using Webhost.Core.Invocation;
using Webhost.Core.Results;
using Webhost.Core.Storage;
using Webhost.Core.Webhooks;

namespace Webhost.Core.AsyncInvocations;

/// <summary>
/// Invocations that may last longer than a connection holds: they are accepted at once, run durably, and their answers are fetched, followed or told to a webhook
/// (architecture: Invoke).
/// </summary>
public sealed class AsyncInvocationDirectory(
    IAsyncInvocationStore store, AgentDirectory agents, InvocationGateway gateway, AsyncInvocationKeys keys, IPendingWork pending, AcceptedWork accepted, WebhookOptions webhooks, TimeProvider time)
{
    private const int Attempts = 8;

    /// <summary>Where an invocation is read.</summary>
    public static string StatusUrl(string agentId, string invocationId) => $"/v1/agents/{agentId}/invocations/{invocationId}";

    /// <summary>Checks the webhook of a request. Null when it may be called, or there is none; else Invalid.</summary>
    public Failure? RefuseWebhook(InvokeRequest request) =>
        request.Webhook is { } webhook && !WebhookAddress.Check("webhook.url", webhook.Url ?? string.Empty, webhooks).TryGet(out _, out var failure) ? failure : null;

    /// <summary>Accepts an admitted invocation: from here on it runs, whatever becomes of this process.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="invocation">The invocation; it is settled.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="orchestrations">Runs it.</param>
    /// <param name="cancellationToken">Ends the wait; what was accepted runs all the same.</param>
    public async Task<AsyncInvocationAccepted> AcceptAsync(Caller caller, PreparedInvocation invocation, InvokeRequest request, IOrchestrations orchestrations, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var ids = gateway.PutOff(invocation);
        var record = new AsyncInvocationRecord
        {
            Ids = ids,
            UserId = caller.User.UserId,
            AgentId = invocation.Input.Agent.AgentId,
            Status = AsyncInvocationStatus.Queued,
            CreatedAt = now,
            Webhook = request.Webhook is { Url: { } url } ? new WebhookDelivery { Url = url, Status = DeliveryStatus.Pending, Attempts = 0 } : null,
        };
        var item = new PendingItem { Kind = PendingKind.Invoke, Id = ids.InvocationId, UserId = record.UserId, AgentId = record.AgentId, TraceId = ids.TraceId, CreatedAt = now };
        await pending.AddAsync(item, cancellationToken);

        // Begun, it is not the caller's to break off: what was asked would be left without an invocation.
        await store.AddAsync(record, request, CancellationToken.None);

        await accepted.StartAsync(orchestrations, item);
        return new AsyncInvocationAccepted
        {
            InvocationId = ids.InvocationId,
            SessionId = ids.SessionId,
            TraceId = ids.TraceId,
            Status = record.Status,
            StatusUrl = StatusUrl(record.AgentId, ids.InvocationId),
            WebhookSecret = record.Webhook is null ? null : await keys.SecretAsync(record, CancellationToken.None),
        };
    }

    /// <summary>An invocation with its answer. Failure: NotFound.</summary>
    public async Task<Result<AsyncInvocation>> GetAsync(Caller caller, string agentId, string invocationId, CancellationToken cancellationToken)
    {
        if (!(await FindAsync(caller, agentId, invocationId, cancellationToken)).TryGet(out var found, out var failure))
        {
            return failure;
        }

        var outcome = found.Value.Status == AsyncInvocationStatus.Succeeded ? await store.ReadOutcomeAsync(agentId, invocationId, cancellationToken) : null;
        return found.Value.ToContract(outcome?.Output);
    }

    /// <summary>A page of an agent's invocations without their answers, newest first. Failure: NotFound (the agent).</summary>
    public async Task<Result<(IReadOnlyList<AsyncInvocation> Items, string? NextCursor)>> ListAsync(Caller caller, string agentId, PageRequest page, CancellationToken cancellationToken)
    {
        if (!(await agents.GetAsync(caller, agentId, cancellationToken)).TryGet(out _, out var failure))
        {
            return failure;
        }

        var (items, next) = await store.ListAsync(agentId, page, cancellationToken);
        return ((IReadOnlyList<AsyncInvocation>)[.. items.Select(item => item.ToContract())], next);
    }

    /// <summary>Asks an invocation to stop, which it does within seconds. One that has ended stays as it is. Failures: NotFound, Conflict. Idempotent.</summary>
    public async Task<Result<AsyncInvocation>> CancelAsync(Caller caller, string agentId, string invocationId, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (!(await FindAsync(caller, agentId, invocationId, cancellationToken)).TryGet(out var found, out var failure))
            {
                return failure;
            }

            if (found.Value.Ended || found.Value.CancelRequested)
            {
                return found.Value.ToContract();
            }

            var asked = found.Value with { CancelRequested = true };
            if (await store.TryUpdateAsync(found with { Value = asked }, cancellationToken) is not null)
            {
                return asked.ToContract();
            }
        }

        return new Failure.Conflict("The invocation changes too quickly to be cancelled at the moment. Try again.", Transient: true);
    }

    /// <summary>The events of an invocation's answer from a position on; none while there are no more. Failures: NotFound, Invalid (the position).</summary>
    public async Task<Result<RecordedEvents>> ReadEventsAsync(Caller caller, string agentId, string invocationId, long position, CancellationToken cancellationToken)
    {
        // The row first: what led to its end is in what is read after it.
        if (!(await FindAsync(caller, agentId, invocationId, cancellationToken)).TryGet(out var found, out var failure))
        {
            return failure;
        }

        if (await store.ReadEventsAsync(agentId, invocationId, position, cancellationToken) is not { } events)
        {
            return Failure.Invalid.At("Last-Event-ID", "This is the id of no event of this invocation. Leave it out to read all.");
        }

        return found.Value.Ended ? events.EndedAs(found.Value, position) : events.WithoutEnd();
    }

    private async Task<Result<Versioned<AsyncInvocationRecord>>> FindAsync(Caller caller, string agentId, string invocationId, CancellationToken cancellationToken) =>
        caller.RefuseAgent(agentId) is { } foreign ? foreign
        : InvocationId.TryParse(invocationId, out _) && await store.FindAsync(agentId, invocationId, cancellationToken) is { } found && string.Equals(found.Value.UserId, caller.User.UserId, StringComparison.Ordinal) ? found
        : Failure.NotFound.Of("asynchronous invocation", invocationId);
}
