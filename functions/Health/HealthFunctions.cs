using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Webhost.Contracts.Health;
using Webhost.Functions.Http;

namespace Webhost.Functions.Health;

/// <summary>Whether this process lives, and whether it can serve.</summary>
internal sealed class HealthFunctions(ReadinessChecks checks)
{
    [Function("Live")]
    [Operation("Whether the process lives.", Access.Anonymous)]
    public IResult Live([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "healthz")] HttpRequest request) => Results.StatusCode(StatusCodes.Status200OK);

    [Function("Ready")]
    [Operation("Whether storage, the vault and every runtime answer: 200, or 503 with what does not.", Access.Anonymous, Response = typeof(Readiness))]
    public async Task<IResult> ReadyAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "readyz")] HttpRequest request)
    {
        var readiness = await checks.RunAsync();
        return Api.Json(readiness, readiness.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
