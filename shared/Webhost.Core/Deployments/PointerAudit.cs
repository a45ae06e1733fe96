using Webhost.Contracts.Audit;
using Webhost.Contracts.Deployments;
using Webhost.Core.Audit;

namespace Webhost.Core.Deployments;

/// <summary>Records what durable steps do: each flip of the pointer that decides which deployment serves, and each end of a deployment. A step that runs again records nothing new.</summary>
public sealed class PointerAudit(AuditTrail audit)
{
    /// <summary>Records that a deployment is about to take over.</summary>
    public Task<AuditMark> BeginAsync(DeploymentRecord deployment, string? activeDeploymentId, CancellationToken cancellationToken) => audit.BeginAsync(
        deployment.UserId,
        ActorOf(deployment),
        deployment.TraceId,
        ChangeOf(deployment.AgentId, activeDeploymentId, deployment, "deployment", deployment.DeploymentId),
        $"{deployment.DeploymentId}:activate",
        cancellationToken);

    /// <summary>Records that a roll-back is about to let its target take over.</summary>
    public Task<AuditMark> BeginAsync(PendingItem rollback, DeploymentRecord target, string? activeDeploymentId, CancellationToken cancellationToken) => audit.BeginAsync(
        rollback.UserId,
        rollback.Actor ?? AuditActors.User(rollback.UserId),
        rollback.TraceId,
        ChangeOf(rollback.AgentId, activeDeploymentId, target, "rollback", rollback.Id),
        $"{rollback.Id}:activate",
        cancellationToken);

    /// <summary>Records whether the pointer moved. When an earlier attempt began it and it does not point there now, that one may have moved it, and somebody else on: it stays open.</summary>
    public Task EndAsync(AuditMark mark, bool moved, CancellationToken cancellationToken) => moved || mark.IsNew
        ? audit.EndAsync(mark, moved ? AuditOutcome.Done : AuditOutcome.Failed, details: null, cancellationToken)
        : Task.CompletedTask;

    /// <summary>Records how a deployment ended, once.</summary>
    public async Task DeploymentEndedAsync(DeploymentRecord deployment, CancellationToken cancellationToken)
    {
        var served = deployment.CanBeActivated;
        var change = AuditChange.Of(
            AuditActions.DeploymentEnd,
            AuditActions.Deployment,
            deployment.DeploymentId,
            deployment.AgentId,
            ("version", $"{deployment.Version}"),
            ("status", served ? "active" : deployment.Status == DeploymentStatus.Cancelled ? "cancelled" : "failed"),
            ("phase", served ? null : deployment.Phase.ToString().ToLowerInvariant()),
            ("reason", deployment.Failure?.Message));
        var mark = await audit.BeginAsync(deployment.UserId, AuditActors.System, deployment.TraceId, change, $"{deployment.DeploymentId}:end", cancellationToken);
        await audit.EndAsync(mark, AuditOutcome.Done, details: null, cancellationToken);
    }

    private static AuditActor ActorOf(DeploymentRecord deployment) => deployment.Actor ?? AuditActors.User(deployment.DeployedBy);

    private static AuditChange ChangeOf(string agentId, string? from, DeploymentRecord to, string why, string whyId) => AuditChange.OfAgent(
        AuditActions.AgentActivate, agentId, AuditDetails.Of(("from", from), ("to", to.DeploymentId), ("version", $"{to.Version}"), ("why", why), ("whyId", whyId)));
}
