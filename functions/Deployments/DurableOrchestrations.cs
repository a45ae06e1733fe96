using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Webhost.Core.Deployments;

namespace Webhost.Functions.Deployments;

/// <summary>Starts and signals orchestrations. An instance id is the work's own id, so that starting twice starts once.</summary>
internal sealed class DurableOrchestrations(DurableTaskClient client) : IOrchestrations
{
    public async Task StartAsync(PendingItem item, CancellationToken cancellationToken)
    {
        if (await ExistsAsync(item.Id, cancellationToken))
        {
            return;
        }

        var (name, input) = item.Kind switch
        {
            PendingKind.Deploy => (nameof(DeployAgent), (object)new StepInput { UserId = item.UserId, AgentId = item.AgentId, DeploymentId = item.Id }),
            PendingKind.RollBack => (nameof(RollBackAgent), item),
            _ => (nameof(RemoveAgent), item),
        };
        await client.ScheduleNewOrchestrationInstanceAsync(name, input, new StartOrchestrationOptions { InstanceId = item.Id }, cancellationToken);
    }

    public async Task<bool> ExistsAsync(string id, CancellationToken cancellationToken) =>
        await client.GetInstanceAsync(id, getInputsAndOutputs: false, cancellationToken) is not null;

    public async Task RequestCancelAsync(string deploymentId, CancellationToken cancellationToken)
    {
        if (await ExistsAsync(deploymentId, cancellationToken))
        {
            await client.RaiseEventAsync(deploymentId, DeployAgent.CancelEvent, eventPayload: null, cancellationToken);
        }
    }
}
