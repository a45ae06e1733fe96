using Webhost.Contracts.Deployments;

namespace Webhost.Core.Deployments;

/// <summary>Keeps the log of each deployment.</summary>
public interface IDeploymentLog
{
    /// <summary>Appends lines in order.</summary>
    Task AppendAsync(string deploymentId, IReadOnlyList<DeploymentLogLine> lines, CancellationToken cancellationToken);

    /// <summary>Lines after a cursor, oldest first, each with the cursor behind it.</summary>
    Task<IReadOnlyList<(string Cursor, DeploymentLogLine Line)>> ReadAsync(string deploymentId, string? after, int limit, CancellationToken cancellationToken);

    /// <summary>Removes a deployment's log. Idempotent.</summary>
    Task RemoveAsync(string deploymentId, CancellationToken cancellationToken);
}
