using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Webhost.Contracts;
using Webhost.Contracts.Agents;
using Webhost.Core.Agents;
using Webhost.Core.Deployments;
using Webhost.Functions.Deployments;
using Webhost.Functions.Http;

namespace Webhost.Functions.Agents;

/// <summary>Agents over HTTP.</summary>
internal sealed class AgentFunctions(AgentDirectory agents, AgentCloning cloning, AgentRemoval removal)
{
    private const string Collection = "v1/agents";
    private const string Item = "v1/agents/{agentId}";

    [Function("CreateAgent")]
    [Operation("Create an agent.", Access.Deploy, WholeAccount = true, Request = typeof(CreateAgentRequest), Response = typeof(Agent), Status = 201, Idempotent = true)]
    public async Task<IResult> CreateAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Collection)] HttpRequest request)
    {
        if (!(await ApiJson.ReadAsync<CreateAgentRequest>(request)).TryGet(out var body, out var failure))
        {
            return Api.Failed(failure);
        }

        return Api.Of(
            await agents.CreateAsync(request.Caller(), body, request.HttpContext.RequestAborted),
            agent => Api.Versioned(agent.Value.ToContract(), agent.ETag, StatusCodes.Status201Created, $"/v1/agents/{agent.Value.AgentId}"));
    }

    [Function("ListAgents")]
    [Operation("List your agents, oldest first.", Access.Read, Response = typeof(Page<Agent>), Query = "limit cursor")]
    public async Task<IResult> ListAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Collection)] HttpRequest request)
    {
        if (!request.Page().TryGet(out var page, out var failure))
        {
            return Api.Failed(failure);
        }

        var (items, next) = await agents.ListAsync(request.Caller(), page, request.HttpContext.RequestAborted);
        return Api.Page(items.Select(agent => agent.ToContract()), next);
    }

    [Function("GetAgent")]
    [Operation("Get an agent. If-None-Match saves a body that is known.", Access.Read, Response = typeof(Agent), Headers = Api.IfNoneMatchHeader)]
    public async Task<IResult> GetAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Item)] HttpRequest request, string agentId) =>
        Api.Of(await agents.GetAsync(request.Caller(), agentId, request.HttpContext.RequestAborted), agent => Api.Versioned(agent.Value.ToContract(), agent.ETag));

    [Function("UpdateAgent")]
    [Operation("Change an agent; absent members stay as they are. If-Match guards against a lost update.", Access.Deploy, Request = typeof(UpdateAgentRequest), Response = typeof(Agent), Headers = Api.IfMatchHeader)]
    public async Task<IResult> UpdateAsync([HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = Item)] HttpRequest request, string agentId) =>
        (await ApiJson.ReadAsync<UpdateAgentRequest>(request)).TryGet(out var body, out var failure)
            ? Api.Of(await agents.UpdateAsync(request.Caller(), agentId, body, request.IfMatch(), request.HttpContext.RequestAborted), agent => Api.Versioned(agent.Value.ToContract(), agent.ETag))
            : Api.Failed(failure);

    [Function("DisableAgent")]
    [Operation("Switch an agent off: its invocations are refused.", Access.Deploy, Response = typeof(Agent), Headers = Api.IfMatchHeader)]
    public Task<IResult> DisableAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Item + "/disable")] HttpRequest request, string agentId) =>
        SetDisabledAsync(request, agentId, disabled: true);

    [Function("EnableAgent")]
    [Operation("Switch an agent on again.", Access.Deploy, Response = typeof(Agent), Headers = Api.IfMatchHeader)]
    public Task<IResult> EnableAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Item + "/enable")] HttpRequest request, string agentId) =>
        SetDisabledAsync(request, agentId, disabled: false);

    [Function("CloneAgent")]
    [Operation("Copy an agent: its configuration, its secrets, and a deployment of the code that is active.", Access.Deploy, Request = typeof(CloneAgentRequest), BodyOptional = true, Response = typeof(Agent), Status = 201, Idempotent = true)]
    public async Task<IResult> CloneAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Item + "/clone")] HttpRequest request, string agentId, [DurableClient] DurableTaskClient client) =>
        (await ApiJson.ReadAsync<CloneAgentRequest>(request, optional: true)).TryGet(out var body, out var failure)
            ? Api.Of(
                await cloning.CloneAsync(request.Caller(), agentId, body, new DurableOrchestrations(client), request.HttpContext.RequestAborted),
                agent => Api.Versioned(agent.Value.ToContract(), agent.ETag, StatusCodes.Status201Created, $"/v1/agents/{agent.Value.AgentId}"))
            : Api.Failed(failure);

    [Function("DeleteAgent")]
    [Operation("Delete an agent with everything that it owns, also at its runtime.", Access.Deploy, Status = 204, Headers = Api.IfMatchHeader)]
    public async Task<IResult> DeleteAsync([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Item)] HttpRequest request, string agentId, [DurableClient] DurableTaskClient client) =>
        Api.Of(await removal.StartAsync(request.Caller(), agentId, request.IfMatch(), new DurableOrchestrations(client), request.HttpContext.RequestAborted), _ => Api.Empty());

    private async Task<IResult> SetDisabledAsync(HttpRequest request, string agentId, bool disabled) =>
        Api.Of(await agents.SetDisabledAsync(request.Caller(), agentId, disabled, request.IfMatch(), request.HttpContext.RequestAborted), agent => Api.Versioned(agent.Value.ToContract(), agent.ETag));
}
