namespace Webhost.Core.Deployments;

/// <summary>Starts and signals the durable orchestrations.</summary>
public interface IOrchestrations
{
    /// <summary>Starts the orchestration of an item; one that is there already is left alone.</summary>
    Task StartAsync(PendingItem item, CancellationToken cancellationToken);

    /// <summary>Where the orchestration of an id stands.</summary>
    Task<OrchestrationState> StateAsync(string id, CancellationToken cancellationToken);

    /// <summary>Forgets an orchestration that has ended, so that its id can be started again. Idempotent.</summary>
    Task ForgetAsync(string id, CancellationToken cancellationToken);

    /// <summary>Tells a deployment to stop. Harmless when it has ended.</summary>
    Task RequestCancelAsync(string deploymentId, CancellationToken cancellationToken);
}
