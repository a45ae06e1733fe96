using Webhost.Core.Caching;
using Webhost.Core.Invocation;
using Webhost.Core.Results;

namespace Webhost.Core.Identity;

/// <summary>Watches over calls that go on for long, such as streams: the credential or the agent of one may be gone since it began.</summary>
public sealed class LiveAccess(Authenticator authenticator, InvocationRoutes routes, TimeProvider time)
{
    /// <summary>Begins the watch over a call that has just been let in.</summary>
    /// <param name="authorization">Its <c>Authorization</c> header.</param>
    /// <param name="scope">What it needs.</param>
    /// <param name="agentId">The agent without which it ends; null when it sees to that itself.</param>
    public LiveCall Watch(string? authorization, Scope scope, string? agentId = null) => new(token => RefuseAsync(authorization, scope, agentId, token), FreshCachePolicy.InvokePath.RefreshAfter, time);

    private async ValueTask<Failure?> RefuseAsync(string? authorization, Scope scope, string? agentId, CancellationToken cancellationToken) =>
        !(await authenticator.AuthenticateAsync(authorization, cancellationToken)).TryGet(out var caller, out var failure) ? failure
        : caller.Refuse(scope) is { } denied ? denied
        : agentId is null || await routes.FindAsync(caller.UserId, agentId, cancellationToken) is not null ? null
        : Failure.NotFound.Of("agent", agentId);
}
