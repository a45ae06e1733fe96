using Webhost.Core.Agents;
using Webhost.Core.Invocation;
using Webhost.Core.Storage;
using Webhost.Core.Users;

namespace Webhost.Core.Deployments;

/// <summary>Holds an agent for one deployment, roll-back or refresh at a time, by a field of the agent's own row.</summary>
public sealed class AgentHold(IAgentStore agents, IDeploymentStore deployments, InvocationRoutes routes, TimeProvider time)
{
    private const int Attempts = 10;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Takes the agent for a holder. False when another holds it, an older deployment waits, or the agent is being removed. Who holds it goes on, whoever waits: two that wait for each other would
    /// wait for ever. Idempotent.
    /// </summary>
    public async Task<bool> TryTakeAsync(UserId userId, string agentId, string holder, int? version, CancellationToken cancellationToken)
    {
        var mustWait = version is { } number && await deployments.HasOlderPendingAsync(agentId, number, cancellationToken);
        var agent = await ChangeAsync(
            userId,
            agentId,
            present => present.DeployingDeploymentId is null && !present.Deleted && !mustWait ? present with { DeployingDeploymentId = holder } : present,
            cancellationToken);
        return string.Equals(agent?.DeployingDeploymentId, holder, StringComparison.Ordinal);
    }

    /// <summary>Takes the agent for a holder, and waits a little while secrets are being handed to it. False when something else holds it.</summary>
    public async Task<bool> TakeSoonAsync(UserId userId, string agentId, string holder, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        while (!await TryTakeAsync(userId, agentId, holder, version: null, cancellationToken))
        {
            var agent = await agents.FindAsync(userId, agentId, cancellationToken);
            if (agent is null || !IsBrief(agent.Value.DeployingDeploymentId) || time.GetElapsedTime(begun) > LongestWait)
            {
                return false;
            }

            await Task.Delay(Poll, time, cancellationToken);
        }

        return true;
    }

    /// <summary>Whether the agent is removed or being removed, so that nothing is done for it any more.</summary>
    public async Task<bool> IsGoneAsync(UserId userId, string agentId, CancellationToken cancellationToken) =>
        await agents.FindIncludingDeletedAsync(userId, agentId, cancellationToken) is null or { Value.Deleted: true };

    /// <summary>The deployment that the agent points at; null when there is none.</summary>
    public async Task<string?> ActiveAsync(UserId userId, string agentId, CancellationToken cancellationToken) =>
        (await agents.FindIncludingDeletedAsync(userId, agentId, cancellationToken))?.Value.ActiveDeploymentId;

    /// <summary>
    /// Changes the agent and lets it go, in one write. Does nothing when the holder does not hold it (any more). Returns the agent as it is then; null when it
    /// is gone. Idempotent.
    /// </summary>
    public Task<AgentRecord?> ReleaseAsync(UserId userId, string agentId, string holder, Func<AgentRecord, AgentRecord> change, CancellationToken cancellationToken) =>
        ChangeAsync(
            userId,
            agentId,
            agent => string.Equals(agent.DeployingDeploymentId, holder, StringComparison.Ordinal) ? change(agent) with { DeployingDeploymentId = null } : agent,
            cancellationToken);

    /// <summary>Whether a holder lets the agent go within seconds, or is none at all.</summary>
    internal static bool IsBrief(string? holder) =>
        holder is null || holder.StartsWith(RuntimeRefresh.Prefix, StringComparison.Ordinal) || holder.StartsWith(DeploymentUndo.Prefix, StringComparison.Ordinal);

    private async Task<AgentRecord?> ChangeAsync(UserId userId, string agentId, Func<AgentRecord, AgentRecord> change, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await agents.FindIncludingDeletedAsync(userId, agentId, cancellationToken) is not { } present)
            {
                return null;
            }

            var changed = change(present.Value);
            if (changed == present.Value)
            {
                return changed;
            }

            changed = changed with { UpdatedAt = time.GetUtcNow() };
            if (await agents.UpdateAsync(new Versioned<AgentRecord>(changed, present.ETag), present.Value.Name, cancellationToken) is AgentUpdateOutcome.Updated)
            {
                routes.Forget(userId, agentId);
                return changed;
            }
        }

        throw new TransientStepException("The agent's record is contended.");
    }
}
