using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Webhost.Contracts.Deployments;
using Webhost.Core.Deployments;
using Webhost.Core.Results;
using Webhost.Functions.Http;

namespace Webhost.Functions.Deployments;

/// <summary>Roll-backs over HTTP: answered when the older deployment serves.</summary>
internal sealed class RollbackFunctions(Rollbacks rollbacks, DeploymentDirectory deployments)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    [Function("RollBack")]
    [Operation("Serve a deployment again that was active before. No rebuild; secrets keep their present values; sessions keep their state.", Access.Deploy, Request = typeof(RollbackRequest), Response = typeof(Deployment), Idempotent = true)]
    public async Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/agents/{agentId}/rollback")] HttpRequest request, string agentId, [DurableClient] DurableTaskClient client)
    {
        if (!(await ApiJson.ReadAsync<RollbackRequest>(request)).TryGet(out var body, out var failure)
            || !(await rollbacks.StartAsync(request.Caller(), agentId, body, new DurableOrchestrations(client), request.HttpContext.RequestAborted)).TryGet(out var started, out failure))
        {
            return Api.Failed(failure);
        }

        if (started.IsDelayed)
        {
            return Api.Failed(new Failure.DeploymentFailed("The roll-back is accepted and begins by itself within a minute. Look at the agent then.", Transient: true));
        }

        if (started.OrchestrationId is { } id && await WaitAsync(client, id, request.HttpContext.RequestAborted) is { } failed)
        {
            return Api.Failed(failed);
        }

        return Api.Of(await deployments.GetAsync(request.Caller(), started.Target.DeploymentId, request.HttpContext.RequestAborted), deployment => Api.Json(deployment.ToContract()));
    }

    private static async Task<Failure?> WaitAsync(DurableTaskClient client, string id, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(LongestWait);
        try
        {
            var ended = await client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, patience.Token);
            var outcome = ended.RuntimeStatus == OrchestrationRuntimeStatus.Completed ? ended.ReadOutputAs<StepOutcome>() : null;
            return outcome is null
                ? new Failure.DeploymentFailed("Something went wrong on our side while rolling back. Look at the agent, then try again.", Transient: true)
                : outcome.Failure is { } failure ? new Failure.DeploymentFailed(failure.Message, failure.Retryable) : null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Failure.DeploymentFailed("The roll-back takes longer than expected and goes on by itself. Look at the agent in a moment.", Transient: true);
        }
    }
}
