using Webhost.Core.Agents;
using Webhost.Core.Invocation;
using Webhost.Core.Storage;
using Webhost.Core.Users;

namespace Webhost.Core.Deployments;

/// <summary>Holds an agent for one deployment, roll-back or removal at a time, by a field of the agent's own row.</summary>
public sealed class AgentHold(IAgentStore agents, IDeploymentStore deployments, InvocationRoutes routes, TimeProvider time)
{
    private const int Attempts = 10;

    /// <summary>Takes the agent for a holder. False when another holds it or an older deployment waits. Idempotent.</summary>
    public async Task<bool> TryTakeAsync(UserId userId, string agentId, string holder, int? version, CancellationToken cancellationToken)
    {
        if (version is { } number && await deployments.HasOlderPendingAsync(agentId, number, cancellationToken))
        {
            return false;
        }

        var taken = false;
        await ChangeAsync(userId, agentId, agent =>
        {
            taken = agent.DeployingDeploymentId is null || string.Equals(agent.DeployingDeploymentId, holder, StringComparison.Ordinal);
            return taken ? agent with { DeployingDeploymentId = holder } : agent;
        }, cancellationToken);
        return taken;
    }

    /// <summary>The deployment that the agent points at; null when there is none.</summary>
    public async Task<string?> ActiveAsync(UserId userId, string agentId, CancellationToken cancellationToken) =>
        (await agents.FindIncludingDeletedAsync(userId, agentId, cancellationToken))?.Value.ActiveDeploymentId;

    /// <summary>Changes the agent and lets it go, in one write. Does nothing when the holder does not hold it (any more). Idempotent.</summary>
    public Task ReleaseAsync(UserId userId, string agentId, string holder, Func<AgentRecord, AgentRecord> change, CancellationToken cancellationToken) =>
        ChangeAsync(
            userId,
            agentId,
            agent => string.Equals(agent.DeployingDeploymentId, holder, StringComparison.Ordinal) ? change(agent) with { DeployingDeploymentId = null } : agent,
            cancellationToken);

    private async Task ChangeAsync(UserId userId, string agentId, Func<AgentRecord, AgentRecord> change, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await agents.FindIncludingDeletedAsync(userId, agentId, cancellationToken) is not { } present)
            {
                return;
            }

            var changed = change(present.Value);
            if (changed == present.Value)
            {
                return;
            }

            if (await agents.UpdateAsync(new Versioned<AgentRecord>(changed with { UpdatedAt = time.GetUtcNow() }, present.ETag), present.Value.Name, cancellationToken) is AgentUpdateOutcome.Updated)
            {
                routes.Forget(userId, agentId);
                return;
            }
        }

        throw new TransientStepException("The agent's record is contended.");
    }
}
