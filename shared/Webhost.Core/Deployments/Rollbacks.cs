using Webhost.Contracts.Deployments;
using Webhost.Core.Agents;
using Webhost.Core.Audit;
using Webhost.Core.Identifiers;
using Webhost.Core.Identity;
using Webhost.Core.Providers;
using Webhost.Core.Results;

namespace Webhost.Core.Deployments;

/// <summary>Starts roll-backs: to any deployment of the agent that was active before, without a rebuild (master spec §5.2).</summary>
public sealed class Rollbacks(
    IDeploymentStore store, AgentDirectory agents, AgentHold hold, RuntimeProviders providers, IPendingWork pending, AcceptedWork accepted, RuntimeEntitlement entitlement, AuditTrail audit, TimeProvider time)
{
    private const string Prefix = "rbk_";

    /// <summary>
    /// Takes the agent and starts the roll-back. Failures: NotFound, Invalid, Conflict (busy, never active), LimitExceeded (runtime). Rolling back to the
    /// active deployment succeeds at once, with no orchestration.
    /// </summary>
    public async Task<Result<RollbackStarted>> StartAsync(Caller caller, string agentId, RollbackRequest request, IOrchestrations orchestrations, CancellationToken cancellationToken)
    {
        var got = await agents.GetAsync(caller, agentId, cancellationToken);
        if (!got.TryGet(out var agent, out var failure))
        {
            return failure;
        }

        if (!DeploymentId.TryParse(request.DeploymentId, out var deploymentId))
        {
            return Failure.Invalid.At("deploymentId", "Name the deployment to go back to: one of this agent's that was active before.");
        }

        if (await store.FindAsync(caller.UserId, deploymentId.Value, cancellationToken) is not { Value: var target } || !string.Equals(target.AgentId, agentId, StringComparison.Ordinal))
        {
            return Failure.NotFound.Of("deployment", deploymentId.Value);
        }

        if (!target.CanBeActivated)
        {
            return new Failure.Conflict($"The deployment '{deploymentId}' was never active (it is {target.Status.ToString().ToLowerInvariant()}), so there is nothing to go back to. Choose one that was.");
        }

        if (!providers.Contains(target.RuntimeProvider))
        {
            return Failure.Invalid.At("deploymentId", $"The deployment '{deploymentId}' was made for the runtime '{target.RuntimeProvider}', which is not set up here any more. Choose one that was made for one of: {string.Join(", ", providers.Ids)}.");
        }

        if (await entitlement.RefuseAsync(caller, target.RuntimeProvider, agentId, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        if (string.Equals(agent.Value.ActiveDeploymentId, deploymentId.Value, StringComparison.Ordinal))
        {
            return new RollbackStarted(OrchestrationId: null, target);
        }

        var item = new PendingItem
        {
            Kind = PendingKind.RollBack,
            Id = Id.New(Prefix, time),
            UserId = caller.User.UserId,
            AgentId = agentId,
            DeploymentId = deploymentId.Value,
            Actor = AuditActors.Of(caller),
            TraceId = AuditActors.TraceId,
            CreatedAt = time.GetUtcNow(),
        };
        var change = AuditChange.OfAgent(AuditActions.AgentRollBack, agentId, AuditDetails.Of(("to", deploymentId.Value), ("from", agent.Value.ActiveDeploymentId), ("rollbackId", item.Id)));
        return await audit.RecordAsync(caller, change, () => StartAsync(caller, item, target, orchestrations, cancellationToken), cancellationToken);
    }

    private async Task<Result<RollbackStarted>> StartAsync(Caller caller, PendingItem item, DeploymentRecord target, IOrchestrations orchestrations, CancellationToken cancellationToken)
    {
        await pending.AddAsync(item, cancellationToken);
        if (!await hold.TakeSoonAsync(caller.UserId, item.AgentId, item.Id, cancellationToken))
        {
            await pending.RemoveAsync(item, CancellationToken.None);
            return new Failure.Conflict("The agent is busy with a deployment. Wait for it or cancel it, then roll back.");
        }

        // The agent is held: from here on it is not the caller's to break off.
        return new RollbackStarted(item.Id, target) { IsDelayed = !await accepted.StartAsync(orchestrations, item) };
    }
}
