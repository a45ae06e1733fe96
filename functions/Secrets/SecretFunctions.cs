using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Webhost.Contracts;
using Webhost.Contracts.Secrets;
using Webhost.Core.Secrets;
using Webhost.Functions.Http;

namespace Webhost.Functions.Secrets;

/// <summary>An agent's secrets over HTTP: written, listed by name, removed, never read.</summary>
internal sealed class SecretFunctions(AgentSecrets secrets)
{
    private const string Collection = "v1/agents/{agentId}/secrets";
    private const string Item = Collection + "/{key}";

    [Function("SetSecret")]
    [Operation("Set or replace a secret. A running agent gets it at once where its runtime allows.", Access.Deploy, Request = typeof(SetSecretRequest), Response = typeof(SecretMetadata))]
    public async Task<IResult> SetAsync([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = Item)] HttpRequest request, string agentId, string key) =>
        (await ApiJson.ReadAsync<SetSecretRequest>(request)).TryGet(out var body, out var failure)
            ? Api.Of(await secrets.SetAsync(request.Caller(), agentId, key, body, request.HttpContext.RequestAborted), metadata => Api.Json(metadata))
            : Api.Failed(failure);

    [Function("ListSecrets")]
    [Operation("List the names and dates of an agent's secrets.", Access.Read, Response = typeof(Page<SecretMetadata>), Query = "limit cursor")]
    public async Task<IResult> ListAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Collection)] HttpRequest request, string agentId) =>
        request.Page(AgentSecrets.MaximumSecrets).TryGet(out var page, out var failure)
            ? Api.Of(await secrets.ListAsync(request.Caller(), agentId, page, request.HttpContext.RequestAborted), list => Api.Page(list.Items, list.NextCursor))
            : Api.Failed(failure);

    [Function("DeleteSecret")]
    [Operation("Remove a secret.", Access.Deploy, Status = 204)]
    public async Task<IResult> DeleteAsync([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Item)] HttpRequest request, string agentId, string key) =>
        Api.Of(await secrets.RemoveAsync(request.Caller(), agentId, key, request.HttpContext.RequestAborted), _ => Api.Empty());
}
