using Webhost.Core.Providers;
using Webhost.Core.Users;

namespace Webhost.Core.Sessions;

/// <summary>Forgets sessions that their runtime has let expire. A run forgets so many of each agent at most; it may be stopped and run again at any time.</summary>
public sealed class SessionRetention(EveryAgent agents, ISessionStore sessions, RuntimeProviders providers, TimeProvider time)
{
    private const int MostOfAgent = 5_000;

    /// <summary>Goes through all agents of all users once.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var (_, agent) in agents.ReadAsync(cancellationToken))
        {
            if (providers.TryGet(agent.RuntimeProvider, out var provider) && provider.Capabilities.SessionTimeToLive is var ttl && ttl < TimeSpan.MaxValue)
            {
                await sessions.RemoveUnusedAsync(agent.AgentId, time.GetUtcNow() - ttl, MostOfAgent, cancellationToken);
            }
        }
    }
}
