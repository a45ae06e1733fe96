using Webhost.Core.Agents;
using Webhost.Core.Caching;
using Webhost.Core.Deployments;
using Webhost.Core.Providers;
using Webhost.Core.Telemetry;
using Webhost.Core.Users;

namespace Webhost.Core.Invocation;

/// <summary>Finds an agent's route from a cache that is at most a second stale; a warm look-up waits for nothing.</summary>
public sealed class InvocationRoutes(IAgentStore agents, IDeploymentStore deployments, RuntimeProviders providers, WorkloadKeys keys, TimeProvider time)
{
    private readonly FreshCache<(UserId User, string AgentId), InvocationRoute> cache = new(time, FreshCachePolicy.InvokePath);

    /// <summary>The route of the owner's agent, or null when there is no such agent.</summary>
    public ValueTask<InvocationRoute?> FindAsync(UserId userId, string agentId, CancellationToken cancellationToken)
    {
        return cache.TryGetFresh((userId, agentId), out var route) ? new ValueTask<InvocationRoute?>(route) : new ValueTask<InvocationRoute?>(LoadAsync(userId, agentId, cancellationToken));
    }

    /// <summary>Lets the next invocation see the newest state.</summary>
    public void Forget(UserId userId, string agentId) => cache.Remove((userId, agentId));

    private Task<InvocationRoute?> LoadAsync(UserId userId, string agentId, CancellationToken cancellationToken) =>
        cache.GetAsync((userId, agentId), token => ReadAsync(userId, agentId, token), cancellationToken);

    private async Task<InvocationRoute?> ReadAsync(UserId userId, string agentId, CancellationToken cancellationToken)
    {
        if (!AgentId.TryParse(agentId, out _) || await agents.FindAsync(userId, agentId, cancellationToken) is not { Value: var agent })
        {
            return null;
        }

        var target = await TargetAsync(userId, agent, cancellationToken);
        return new InvocationRoute
        {
            Agent = new AgentReference(agent.UserId, agent.AgentId),
            Disabled = agent.Disabled,
            Place = Runtimes.HasPlaces(target?.Provider.Id) ? await agents.PlaceOnRuntimeAsync(userId, target!.Provider.Id, agentId, cancellationToken) : 1,
            Target = target,
        };
    }

    private async Task<InvocationTarget?> TargetAsync(UserId userId, AgentRecord agent, CancellationToken cancellationToken)
    {
        if (agent.ActiveDeploymentId is not { } deploymentId
            || await deployments.FindAsync(userId, deploymentId, cancellationToken) is not { Value: { ProviderReference: { } reference } deployment }
            || !providers.TryGet(deployment.RuntimeProvider, out var provider))
        {
            return null;
        }

        return new InvocationTarget(deploymentId, provider, new ProviderReference(reference), await keys.InvokeSecretAsync(agent.AgentId, cancellationToken));
    }
}
