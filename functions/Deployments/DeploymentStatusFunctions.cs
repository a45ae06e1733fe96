using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Webhost.Contracts.Deployments;
using Webhost.Core.Deployments;
using Webhost.Core.Identity;
using Webhost.Functions.Http;

namespace Webhost.Functions.Deployments;

/// <summary>How a deployment is going: to poll, or as events.</summary>
internal sealed class DeploymentStatusFunctions(DeploymentDirectory deployments, DeploymentEvents events, LiveAccess access, TimeProvider time)
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    [Function("GetDeploymentStatus")]
    [Operation("The durable status of a deployment: 202 with Retry-After while it runs, 200 at its end.", Access.Read, Response = typeof(OrchestrationStatus), Accepted = typeof(OrchestrationStatus))]
    public async Task<IResult> StatusAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/deployments/{deploymentId}/status")] HttpRequest request, string deploymentId, [DurableClient] DurableTaskClient client)
    {
        var got = await deployments.GetAsync(request.Caller(), deploymentId, request.HttpContext.RequestAborted);
        if (!got.TryGet(out var deployment, out var failure))
        {
            return Api.Failed(failure);
        }

        var metadata = await client.GetInstanceAsync(deploymentId, getInputsAndOutputs: false, request.HttpContext.RequestAborted);
        var status = new OrchestrationStatus
        {
            Name = nameof(DeployAgent),
            InstanceId = deploymentId,
            RuntimeStatus = deployment.Ended ? "Completed" : metadata?.RuntimeStatus.ToString() ?? "Pending",
            CustomStatus = deployment.ToProgress(),
            Output = deployment.Ended ? deployment.ToContract() : null,
            CreatedTime = deployment.CreatedAt,
            LastUpdatedTime = deployment.EndedAt ?? metadata?.LastUpdatedAt ?? deployment.CreatedAt,
        };
        return deployment.Ended ? Api.Json(status) : Api.GoesOn(request, status, DeploymentFunctions.StatusUrl(deploymentId));
    }

    [Function("FollowDeployment")]
    [Operation("Follow a deployment as events: progress, log, and done at its end. Resumes after Last-Event-ID.", Access.Read, Streams = true, Headers = EventStream.ResumeHeader)]
    public async Task<IResult> EventsAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/deployments/{deploymentId}/events")] HttpRequest request, string deploymentId)
    {
        var cursor = request.Headers[EventStream.ResumeHeader].ToString();
        if (cursor.Length > 0 && !DeploymentLineIds.IsValid(cursor))
        {
            return Api.Failed(EventStream.WrongResume());
        }

        if (!(await deployments.GetAsync(request.Caller(), deploymentId, request.HttpContext.RequestAborted)).TryGet(out var deployment, out var failure))
        {
            return Api.Failed(failure);
        }

        await FollowAsync(request, deployment, cursor.Length == 0 ? null : cursor);
        return Results.Empty;
    }

    private async Task FollowAsync(HttpRequest request, DeploymentRecord deployment, string? cursor)
    {
        var aborted = request.HttpContext.RequestAborted;
        var call = access.Watch(request.Headers.Authorization, Scope.Read);
        var stream = await EventStream.OpenAsync(request.HttpContext, time);
        await foreach (var item in events.FollowAsync(request.Caller(), deployment, cursor, aborted))
        {
            if (await call.RefuseAsync(aborted) is { } refused)
            {
                await stream.FailAsync(refused);
                return;
            }

            await (item switch
            {
                DeploymentEvent.Progressed progressed => stream.WriteAsync("progress", progressed.Progress, item.Cursor),
                DeploymentEvent.Logged logged => stream.WriteAsync("log", logged.Line, item.Cursor),
                DeploymentEvent.Ended ended => stream.WriteAsync("done", ended.Deployment.ToContract(), item.Cursor),
                DeploymentEvent.Gone gone => stream.FailAsync(gone.Failure),
                _ => stream.BeatAfterAsync(Heartbeat).AsTask(),
            });
        }
    }
}
