using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Webhost.Contracts.Limits;
using Webhost.Core.Limits;
using Webhost.Functions.Http;

namespace Webhost.Functions.Limits;

/// <summary>The caller's limits over HTTP.</summary>
internal sealed class LimitsFunctions(LimitsReader limits)
{
    [Function("GetLimits")]
    [Operation("Every limit of your plan with what is used of it.", Access.Read, WholeAccount = true, Response = typeof(LimitsView))]
    public async Task<IResult> GetAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/limits")] HttpRequest request) =>
        Api.Json(await limits.ReadAsync(request.Caller(), request.HttpContext.RequestAborted));
}
