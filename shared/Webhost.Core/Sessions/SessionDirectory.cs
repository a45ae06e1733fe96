using Webhost.Contracts.Sessions;
using Webhost.Core.Agents;
using Webhost.Core.Identity;
using Webhost.Core.Invocation;
using Webhost.Core.Providers;
using Webhost.Core.Results;
using Webhost.Core.Storage;

namespace Webhost.Core.Sessions;

/// <summary>Lists, reads and ends an agent's sessions.</summary>
public sealed class SessionDirectory(ISessionStore store, AgentDirectory agents, InvocationRoutes routes, RuntimeProviders providers, TimeProvider time)
{
    /// <summary>A page of sessions, the last used first. Failure: NotFound (the agent).</summary>
    public async Task<Result<(IReadOnlyList<SessionSummary> Items, string? NextCursor)>> ListAsync(Caller caller, string agentId, PageRequest page, CancellationToken cancellationToken)
    {
        var got = await agents.GetAsync(caller, agentId, cancellationToken);
        if (!got.TryGet(out var agent, out var failure))
        {
            return failure;
        }

        var ttl = providers.SessionLifeOf(agent.Value);
        var now = time.GetUtcNow();
        var (items, next) = await store.ListAsync(agentId, page, cancellationToken);
        var alive = items.Where(session => ttl == TimeSpan.MaxValue || session.LastUsedAt + ttl > now).Select(session => new SessionSummary
        {
            SessionId = session.SessionId,
            CreatedAt = session.CreatedAt,
            LastUsedAt = session.LastUsedAt,
            Invocations = session.Invocations,
            ExpiresAt = ttl == TimeSpan.MaxValue ? null : session.LastUsedAt + ttl,
        });
        return ((IReadOnlyList<SessionSummary>)[.. alive], next);
    }

    /// <summary>A session with its transcript, also while its first invocation is not listed yet. Failures: NotFound, RuntimeError.</summary>
    public async Task<Result<SessionDetail>> GetAsync(Caller caller, string agentId, string sessionId, CancellationToken cancellationToken)
    {
        var got = await TargetAsync(caller, agentId, sessionId, cancellationToken);
        if (!got.TryGet(out var target, out var failure))
        {
            return failure;
        }

        var read = await target.Provider.ReadSessionAsync(target.Reference, target.InvokeSecret, sessionId, cancellationToken);
        return read.Map(session => new SessionDetail
        {
            SessionId = sessionId,
            CreatedAt = session.CreatedAt,
            LastUsedAt = session.LastUsedAt,
            MessageCount = session.MessageCount,
            SizeBytes = session.SizeBytes,
            Messages = session.Messages,
        });
    }

    /// <summary>Ends a session and removes its state. Failures: NotFound, RuntimeError.</summary>
    public async Task<Result<Done>> DeleteAsync(Caller caller, string agentId, string sessionId, CancellationToken cancellationToken)
    {
        var got = await TargetAsync(caller, agentId, sessionId, cancellationToken);
        if (!got.TryGet(out var target, out var failure))
        {
            return failure;
        }

        // Begun, it is not the caller's to break off.
        var begun = time.GetUtcNow();
        var deleted = await target.Provider.DeleteSessionAsync(target.Reference, target.InvokeSecret, sessionId, CancellationToken.None);
        if (deleted.Succeeded)
        {
            await store.EndAsync(agentId, sessionId, begun, CancellationToken.None);
        }

        return deleted;
    }

    private async Task<Result<InvocationTarget>> TargetAsync(Caller caller, string agentId, string sessionId, CancellationToken cancellationToken)
    {
        if (caller.RefuseAgent(agentId) is { } foreign)
        {
            return foreign;
        }

        if (await routes.FindAsync(caller.UserId, agentId, cancellationToken) is not { } route)
        {
            return Failure.NotFound.Of("agent", agentId);
        }

        if (route.Target is not { } target || !InvocationCheck.IsSessionId(sessionId))
        {
            return Failure.NotFound.Of("session", sessionId);
        }

        // The list is written behind the invocations: what is not in it yet, the runtime may know, and one that can't be asked takes any.
        return !target.Provider.Capabilities.ReadableSessions || await store.FindAsync(agentId, sessionId, cancellationToken) is not null
            ? target
            : (await target.Provider.ReadSessionAsync(target.Reference, target.InvokeSecret, sessionId, cancellationToken)).Map(_ => target);
    }
}
