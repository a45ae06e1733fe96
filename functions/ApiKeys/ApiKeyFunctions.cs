using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Webhost.Contracts;
using Webhost.Contracts.ApiKeys;
using Webhost.Core.ApiKeys;
using Webhost.Functions.Http;

namespace Webhost.Functions.ApiKeys;

/// <summary>API keys over HTTP. Only an access token may manage them.</summary>
internal sealed class ApiKeyFunctions(ApiKeyRing keys, ApiKeyRotation rotation)
{
    private const string Collection = "v1/api-keys";

    [Function("CreateApiKey")]
    [Operation("Make an API key. It is shown in this answer and never again.", Access.Account, Request = typeof(CreateApiKeyRequest), Response = typeof(ApiKeyCreated), Status = 201, Idempotent = true)]
    public async Task<IResult> CreateAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Collection)] HttpRequest request) =>
        (await ApiJson.ReadAsync<CreateApiKeyRequest>(request)).TryGet(out var body, out var failure)
            ? Api.Of(await keys.CreateAsync(request.Caller(), body, request.HttpContext.RequestAborted), created => Api.Json(created, StatusCodes.Status201Created))
            : Api.Failed(failure);

    [Function("ListApiKeys")]
    [Operation("List your API keys: everything but the keys themselves.", Access.Account, Response = typeof(Page<ApiKey>), Query = "limit cursor")]
    public async Task<IResult> ListAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Collection)] HttpRequest request)
    {
        if (!request.Page().TryGet(out var page, out var failure))
        {
            return Api.Failed(failure);
        }

        var (items, next) = await keys.ListAsync(request.Caller(), page, request.HttpContext.RequestAborted);
        return Api.Page(items.Select(key => key.ToContract()), next);
    }

    [Function("RotateApiKey")]
    [Operation("Give an API key a new secret, shown in this answer and never again. The old one works for a time of grace.", Access.Account, Request = typeof(RotateApiKeyRequest), BodyOptional = true, Response = typeof(ApiKeyCreated), Idempotent = true)]
    public async Task<IResult> RotateAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Collection + "/{keyId}/rotate")] HttpRequest request, string keyId) =>
        (await ApiJson.ReadAsync<RotateApiKeyRequest>(request, optional: true)).TryGet(out var body, out var failure)
            ? Api.Of(await rotation.RotateAsync(request.Caller(), keyId, body, IdempotencyMiddleware.KeyOf(request), request.HttpContext.RequestAborted), created => Api.Json(created))
            : Api.Failed(failure);

    [Function("RevokeApiKey")]
    [Operation("Revoke an API key with all its secrets, everywhere within two seconds.", Access.Account, Status = 204)]
    public async Task<IResult> RevokeAsync([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Collection + "/{keyId}")] HttpRequest request, string keyId) =>
        Api.Of(await keys.RevokeAsync(request.Caller(), keyId, request.HttpContext.RequestAborted), _ => Api.Empty());
}
