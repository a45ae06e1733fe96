using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Webhost.Core.Results;

namespace Webhost.Functions.Http;

/// <summary>Answers what no other route does, in the one envelope.</summary>
internal sealed class UnknownRouteFunction
{
    [Function("UnknownRoute")]
    [Operation("Answers unknown routes.", Access.Anonymous, Hidden = true)]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", "put", "patch", "delete", "head", "options", Route = "{*path}")] HttpRequest request) =>
        Api.Failed(new Failure.NotFound($"There is no {request.Method} {request.Path}. See /v1/openapi.json for what there is."));
}
