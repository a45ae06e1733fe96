using Webhost.Core.Providers;
using Webhost.Core.Storage;
using Webhost.Core.Users;

namespace Webhost.Core.Sessions;

/// <summary>Forgets sessions that their runtime has let expire.</summary>
public sealed class SessionRetention(EveryAgent agents, ISessionStore sessions, RuntimeProviders providers, TimeProvider time)
{
    private const int MostAtOnce = 2_000;

    private readonly RetentionRun<Kept> run = new(time);

    /// <summary>Goes through all agents of all users.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => run.RunAsync(
        agents.ReadAsync(cancellationToken).Select(each => new Kept(each.Agent.AgentId, providers.SessionLifeOf(each.Agent))).Where(each => each.TimeToLive < TimeSpan.MaxValue),
        (each, token) => sessions.RemoveUnusedAsync(each.AgentId, time.GetUtcNow() - each.TimeToLive, MostAtOnce, token),
        cancellationToken);

    private sealed record Kept(string AgentId, TimeSpan TimeToLive);
}
