using Webhost.Core.Deployments;
using Webhost.Core.Storage;
using Webhost.Core.Users;

namespace Webhost.Bench.Telemetry;

/// <summary>Knows of every deployment the same owner.</summary>
internal sealed class OneDeployment(DeploymentOwner owner) : IDeploymentStore
{
    public Task<DeploymentOwner?> FindOwnerAsync(string deploymentId, CancellationToken cancellationToken) => Task.FromResult<DeploymentOwner?>(owner);

    public Task AddAsync(DeploymentRecord deployment, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Versioned<DeploymentRecord>?> FindAsync(UserId userId, string deploymentId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<(IReadOnlyList<DeploymentRecord> Items, string? NextCursor)> ListAsync(string agentId, PageRequest page, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> HasOlderPendingAsync(string agentId, int version, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Versioned<DeploymentRecord>?> TryUpdateAsync(Versioned<DeploymentRecord> deployment, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task RemoveAllAsync(string agentId, CancellationToken cancellationToken) => throw new NotSupportedException();
}
