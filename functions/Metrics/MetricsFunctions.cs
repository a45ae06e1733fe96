using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Webhost.Contracts;
using Webhost.Contracts.Metrics;
using Webhost.Core.Costs;
using Webhost.Core.Metrics;
using Webhost.Functions.Http;

namespace Webhost.Functions.Metrics;

/// <summary>Metrics of an agent, and of all of them, over HTTP.</summary>
internal sealed class MetricsFunctions(AgentMetricsReader metrics, AccountMetricsReader account, MetricsCosts costs, TimeProvider time)
{
    [Function("GetMetrics")]
    [Operation("Totals and a time series of an agent. Costs are estimates; beside them stands what the provider has stated.", Access.Read, Response = typeof(AgentMetrics), Query = "from to step deploymentId")]
    public async Task<IResult> MetricsAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/agents/{agentId}/metrics")] HttpRequest request, string agentId)
    {
        var query = request.Query;
        if (!MetricsQuery.Of(query["from"], query["to"], query["step"], query["deploymentId"], time.GetUtcNow()).TryGet(out var window, out var failure)
            || !(await metrics.ReadAsync(request.Caller(), agentId, window, request.HttpContext.RequestAborted)).TryGet(out var read, out failure))
        {
            return Api.Failed(failure);
        }

        // Providers state what an agent costs, not what a deployment of it does.
        return Api.Json(window.DeploymentId is null ? await costs.AddAsync(agentId, read, request.HttpContext.RequestAborted) : read);
    }

    [Function("GetAccountMetrics")]
    [Operation("Totals of all your agents, and what each did. Costs are estimates.", Access.Read, Response = typeof(AccountMetrics), Query = "from to step")]
    public async Task<IResult> AccountMetricsAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/metrics")] HttpRequest request)
    {
        var query = request.Query;
        return MetricsQuery.Of(query["from"], query["to"], query["step"], deploymentId: null, time.GetUtcNow()).TryGet(out var window, out var failure)
            ? Api.Json(await account.ReadAsync(request.Caller(), window, request.HttpContext.RequestAborted))
            : Api.Failed(failure);
    }

    [Function("GetErrors")]
    [Operation("An agent's newest failed invocations.", Access.Read, Response = typeof(Page<InvocationError>), Query = "limit cursor")]
    public async Task<IResult> ErrorsAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/agents/{agentId}/errors")] HttpRequest request, string agentId) =>
        request.Page().TryGet(out var page, out var failure)
            ? Api.Of(await metrics.ReadErrorsAsync(request.Caller(), agentId, page, request.HttpContext.RequestAborted), list => Api.Page(list.Items, list.NextCursor))
            : Api.Failed(failure);
}
