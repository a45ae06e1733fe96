using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Webhost.Contracts;
using Webhost.Contracts.Deployments;
using Webhost.Core.Deployments;
using Webhost.Core.Storage;
using Webhost.Functions.Http;

namespace Webhost.Functions.Deployments;

/// <summary>Deployments over HTTP.</summary>
internal sealed class DeploymentFunctions(DeploymentDirectory deployments, DeploymentInspection inspection, IDeploymentLog log)
{
    private const string OfAgent = "v1/agents/{agentId}/deployments";
    private const string Item = "v1/deployments/{deploymentId}";
    private const int MaximumLogLines = 1000;

    [Function("CreateDeployment")]
    [Operation("Deploy an upload. The work goes on after the answer: poll the Location, or follow the events.", Access.Deploy, Request = typeof(CreateDeploymentRequest), Response = typeof(DeploymentAccepted), Status = 202, Idempotent = true)]
    public async Task<IResult> CreateAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = OfAgent)] HttpRequest request, string agentId, [DurableClient] DurableTaskClient client)
    {
        if (!(await ApiJson.ReadAsync<CreateDeploymentRequest>(request)).TryGet(out var body, out var failure))
        {
            return Api.Failed(failure);
        }

        var created = await deployments.CreateAsync(request.Caller(), agentId, body, new DurableOrchestrations(client), request.HttpContext.RequestAborted);
        return Api.Of(created, deployment => Accepted(request, deployment));
    }

    [Function("ListDeployments")]
    [Operation("List an agent's deployments, newest first.", Access.Read, Response = typeof(Page<Deployment>), Query = "limit cursor")]
    public async Task<IResult> ListAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = OfAgent)] HttpRequest request, string agentId) =>
        request.Page().TryGet(out var page, out var failure)
            ? Api.Of(await deployments.ListAsync(request.Caller(), agentId, page, request.HttpContext.RequestAborted), list => Api.Page(list.Items.Select(item => item.ToContract()), list.NextCursor))
            : Api.Failed(failure);

    [Function("GetDeployment")]
    [Operation("Get a deployment.", Access.Read, Response = typeof(Deployment))]
    public async Task<IResult> GetAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Item)] HttpRequest request, string deploymentId) =>
        Api.Of(await deployments.GetAsync(request.Caller(), deploymentId, request.HttpContext.RequestAborted), deployment => Api.Json(deployment.ToContract()));

    [Function("GetDeploymentContents")]
    [Operation("What a deployment consists of: its manifest, its variables, the names of its secrets, and the files of its upload.", Access.Read, Response = typeof(DeploymentContents))]
    public async Task<IResult> ContentsAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Item + "/contents")] HttpRequest request, string deploymentId) =>
        Api.Of(await inspection.ReadAsync(request.Caller(), deploymentId, request.HttpContext.RequestAborted), contents => Api.Json(contents));

    [Function("GetDeploymentLogs")]
    [Operation("The log of a deployment, oldest line first.", Access.Read, Response = typeof(Page<DeploymentLogLine>), Query = "limit cursor")]
    public async Task<IResult> LogsAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Item + "/logs")] HttpRequest request, string deploymentId)
    {
        // The cursor is that of the events: the id of a line.
        var cursor = request.Query["cursor"].ToString();
        if (cursor.Length > 0 && !DeploymentLineIds.IsValid(cursor))
        {
            return Api.Failed(PageRequest.WrongCursor());
        }

        if (!PageRequest.Of(request.Query["limit"], cursor: null, MaximumLogLines).TryGet(out var page, out var failure)
            || !(await deployments.GetAsync(request.Caller(), deploymentId, request.HttpContext.RequestAborted)).TryGet(out _, out failure))
        {
            return Api.Failed(failure);
        }

        var lines = await log.ReadAsync(deploymentId, cursor.Length == 0 ? null : cursor, page.Limit, request.HttpContext.RequestAborted);
        return Api.Page(lines.Select(entry => entry.Line), lines.Count == page.Limit ? lines[^1].Cursor : null);
    }

    [Function("CancelDeployment")]
    [Operation("Ask a running deployment to stop.", Access.Deploy, Response = typeof(Deployment), Status = 202)]
    public async Task<IResult> CancelAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Item + "/cancel")] HttpRequest request, string deploymentId, [DurableClient] DurableTaskClient client) =>
        Api.Of(
            await deployments.CancelAsync(request.Caller(), deploymentId, new DurableOrchestrations(client), request.HttpContext.RequestAborted),
            deployment => Api.At(deployment.ToContract(), StatusUrl(deployment.DeploymentId), StatusCodes.Status202Accepted));

    /// <summary>Where a deployment's durable status is.</summary>
    internal static string StatusUrl(string deploymentId) => $"/v1/deployments/{deploymentId}/status";

    private static IResult Accepted(HttpRequest request, DeploymentRecord deployment)
    {
        var accepted = new DeploymentAccepted
        {
            DeploymentId = deployment.DeploymentId,
            Version = deployment.Version,
            Status = deployment.Status,
            StatusUrl = StatusUrl(deployment.DeploymentId),
        };
        return Api.GoesOn(request, accepted, accepted.StatusUrl);
    }
}
