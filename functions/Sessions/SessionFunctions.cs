using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Webhost.Contracts;
using Webhost.Contracts.Sessions;
using Webhost.Core.Sessions;
using Webhost.Functions.Http;

namespace Webhost.Functions.Sessions;

/// <summary>An agent's sessions over HTTP.</summary>
internal sealed class SessionFunctions(SessionDirectory sessions)
{
    private const string Collection = "v1/agents/{agentId}/sessions";
    private const string Item = Collection + "/{sessionId}";

    [Function("ListSessions")]
    [Operation("List an agent's sessions, the last used first.", Access.Read, Response = typeof(Page<SessionSummary>), Query = "limit cursor")]
    public async Task<IResult> ListAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Collection)] HttpRequest request, string agentId) =>
        request.Page().TryGet(out var page, out var failure)
            ? Api.Of(await sessions.ListAsync(request.Caller(), agentId, page, request.HttpContext.RequestAborted), list => Api.Page(list.Items, list.NextCursor))
            : Api.Failed(failure);

    [Function("GetSession")]
    [Operation("Read a session with its transcript.", Access.Read, Response = typeof(SessionDetail))]
    public async Task<IResult> GetAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Item)] HttpRequest request, string agentId, string sessionId) =>
        Api.Of(await sessions.GetAsync(request.Caller(), agentId, sessionId, request.HttpContext.RequestAborted), session => Api.Json(session));

    [Function("DeleteSession")]
    [Operation("End a session and remove its state.", Access.Deploy, Status = 204)]
    public async Task<IResult> DeleteAsync([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Item)] HttpRequest request, string agentId, string sessionId) =>
        Api.Of(await sessions.DeleteAsync(request.Caller(), agentId, sessionId, request.HttpContext.RequestAborted), _ => Api.Empty());
}
