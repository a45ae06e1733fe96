using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Webhost.Core.Deployments;
using Webhost.Functions.Accounts;
using Webhost.Functions.AsyncInvocations;

namespace Webhost.Functions.Deployments;

/// <summary>Starts and signals orchestrations. An instance id is the work's own id, so that starting twice starts once.</summary>
internal sealed class DurableOrchestrations(DurableTaskClient client) : IOrchestrations
{
    public async Task StartAsync(PendingItem item, CancellationToken cancellationToken)
    {
        if (await StateAsync(item.Id, cancellationToken) != OrchestrationState.Absent)
        {
            return;
        }

        var (name, input) = item.Kind switch
        {
            PendingKind.Deploy => (nameof(DeployAgent), (object)new StepInput { UserId = item.UserId, AgentId = item.AgentId, DeploymentId = item.Id }),
            PendingKind.RollBack => (nameof(RollBackAgent), item),
            PendingKind.Export => (nameof(ExportAccount), item),
            PendingKind.Invoke => (nameof(RunInvocation), item),
            PendingKind.DeleteAccount => (nameof(DeleteAccount), item),
            _ => (nameof(RemoveAgent), item),
        };
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(name, input, new StartOrchestrationOptions { InstanceId = item.Id }, cancellationToken);
        }
        catch (OrchestrationAlreadyExistsException)
        {
            // Another process has started it in between.
        }
    }

    public async Task<OrchestrationState> StateAsync(string id, CancellationToken cancellationToken) =>
        await client.GetInstanceAsync(id, getInputsAndOutputs: false, cancellationToken) switch
        {
            null => OrchestrationState.Absent,
            { IsCompleted: true } => OrchestrationState.Ended,
            _ => OrchestrationState.Running,
        };

    public async Task ForgetAsync(string id, CancellationToken cancellationToken) => await client.PurgeInstanceAsync(id, cancellationToken);

    public async Task RequestCancelAsync(string deploymentId, CancellationToken cancellationToken)
    {
        if (await StateAsync(deploymentId, cancellationToken) != OrchestrationState.Running)
        {
            return;
        }

        try
        {
            await client.RaiseEventAsync(deploymentId, DeployAgent.CancelEvent, eventPayload: null, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The hub refuses an event for an orchestration that has ended in between.
            if (await StateAsync(deploymentId, cancellationToken) == OrchestrationState.Running)
            {
                throw;
            }
        }
    }
}
