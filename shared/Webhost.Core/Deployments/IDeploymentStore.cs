using Webhost.Core.Storage;
using Webhost.Core.Users;

namespace Webhost.Core.Deployments;

/// <summary>Keeps deployments by agent, newest first, and finds them by id.</summary>
public interface IDeploymentStore
{
    /// <summary>Adds a deployment. Idempotent.</summary>
    Task AddAsync(DeploymentRecord deployment, CancellationToken cancellationToken);

    /// <summary>The owner's deployment, or null.</summary>
    Task<Versioned<DeploymentRecord>?> FindAsync(UserId userId, string deploymentId, CancellationToken cancellationToken);

    /// <summary>Which agent and owner a deployment belongs to, or null: for a workload's own report, which comes without a user.</summary>
    Task<DeploymentOwner?> FindOwnerAsync(string deploymentId, CancellationToken cancellationToken);

    /// <summary>A page of an agent's deployments, newest first.</summary>
    Task<(IReadOnlyList<DeploymentRecord> Items, string? NextCursor)> ListAsync(string agentId, PageRequest page, CancellationToken cancellationToken);

    /// <summary>Whether an older deployment of the agent has not ended.</summary>
    Task<bool> HasOlderPendingAsync(string agentId, int version, CancellationToken cancellationToken);

    /// <summary>Replaces a deployment; null when the version is stale.</summary>
    Task<Versioned<DeploymentRecord>?> TryUpdateAsync(Versioned<DeploymentRecord> deployment, CancellationToken cancellationToken);

    /// <summary>Removes all deployments of an agent. Idempotent.</summary>
    Task RemoveAllAsync(string agentId, CancellationToken cancellationToken);
}
