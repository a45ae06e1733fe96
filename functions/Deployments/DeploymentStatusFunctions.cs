using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Webhost.Contracts.Deployments;
using Webhost.Core.Deployments;
using Webhost.Core.Identity;
using Webhost.Functions.Http;

namespace Webhost.Functions.Deployments;

/// <summary>How a deployment is going: to poll, or as events.</summary>
internal sealed class DeploymentStatusFunctions(DeploymentDirectory deployments, IDeploymentLog log, LiveAccess access, TimeProvider time)
{
    private const int LogBatch = 500;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(150);
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
            CustomStatus = ProgressOf(deployment),
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
        var caller = request.Caller();
        var got = await deployments.GetAsync(caller, deploymentId, request.HttpContext.RequestAborted);
        if (!got.TryGet(out var deployment, out var failure))
        {
            return Api.Failed(failure);
        }

        var resume = request.Headers[EventStream.ResumeHeader].ToString();
        await FollowAsync(request.HttpContext, caller, deployment, resume.Length == 0 ? null : resume);
        return Results.Empty;
    }

    private static DeploymentProgress ProgressOf(DeploymentRecord deployment) => new()
    {
        Phase = deployment.Phase,
        PercentComplete = deployment.PercentComplete,
        Message = deployment.Ended ? string.Create(CultureInfo.InvariantCulture, $"{deployment.Status}") : null,
    };

    private async Task FollowAsync(HttpContext http, Caller caller, DeploymentRecord deployment, string? cursor)
    {
        var call = access.Watch(http.Request.Headers.Authorization, Scope.Read);
        var stream = await EventStream.OpenAsync(http, time);
        DeploymentPhase? shown = null;
        while (true)
        {
            if (await call.RefuseAsync(http.RequestAborted) is { } refused)
            {
                await stream.FailAsync(refused);
                return;
            }

            // The row first, then the log: every line that led to the row's state is in what is read after it.
            var got = await deployments.GetAsync(caller, deployment.DeploymentId, http.RequestAborted);
            var gone = !got.TryGet(out var present, out _);
            deployment = present ?? deployment;
            if (shown != deployment.Phase)
            {
                shown = deployment.Phase;
                await stream.WriteAsync("progress", ProgressOf(deployment), cursor);
            }

            var lines = await log.ReadAsync(deployment.DeploymentId, cursor, LogBatch, http.RequestAborted);
            foreach (var (id, line) in lines)
            {
                cursor = id;
                await stream.WriteAsync("log", line, id);
            }

            if (lines.Count == LogBatch)
            {
                // There may be more, which are to be told before the end is.
                continue;
            }

            if (deployment.Ended || gone)
            {
                await stream.WriteAsync("done", deployment.ToContract(), cursor);
                return;
            }

            await stream.BeatAfterAsync(Heartbeat);
            await Task.Delay(Poll, time, http.RequestAborted);
        }
    }
}
