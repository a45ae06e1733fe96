using Microsoft.Extensions.Logging;

namespace Webhost.Core.Deployments;

/// <summary>
/// Starts work that is noted and whose state is stored. It is accepted from then on, so that a failure here is not its caller's, who would ask for it a second time: the watch over pending work
/// starts it within a minute.
/// </summary>
public sealed partial class AcceptedWork(ILogger<AcceptedWork> logger)
{
    /// <summary>Starts the orchestration of an item. Whoever asked may leave meanwhile.</summary>
    /// <returns>Whether it has been started; false when that is left to the watch.</returns>
    public async Task<bool> StartAsync(IOrchestrations orchestrations, PendingItem item)
    {
        try
        {
            await orchestrations.StartAsync(item, CancellationToken.None);
            return true;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            NotStarted(exception, item.Kind, item.Id);
            return false;
        }
    }

    /// <summary>Tells a deployment of an agent that is gone to stop. It looks by itself too, only later.</summary>
    public async Task StopAsync(IOrchestrations orchestrations, string deploymentId)
    {
        try
        {
            await orchestrations.RequestCancelAsync(deploymentId, CancellationToken.None);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            NotStopped(exception, deploymentId);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Kind} {Id} is accepted and could not be started: the watch over pending work starts it.")]
    private partial void NotStarted(Exception exception, PendingKind kind, string id);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{DeploymentId} could not be told to stop: it sees by itself that its agent is gone.")]
    private partial void NotStopped(Exception exception, string deploymentId);
}
