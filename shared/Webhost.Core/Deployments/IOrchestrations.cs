namespace Webhost.Core.Deployments;

/// <summary>Starts and signals the durable orchestrations.</summary>
public interface IOrchestrations
{
    /// <summary>Starts the orchestration of an item; one that is there already is left alone.</summary>
    Task StartAsync(PendingItem item, CancellationToken cancellationToken);

    /// <summary>Whether an orchestration of the id exists.</summary>
    Task<bool> ExistsAsync(string id, CancellationToken cancellationToken);

    /// <summary>Tells a deployment to stop. Harmless when it has ended.</summary>
    Task RequestCancelAsync(string deploymentId, CancellationToken cancellationToken);
}
