using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Webhost.Core.Results;

namespace Webhost.Functions.Http;

/// <summary>
/// Answers what no other route does, in the one envelope: a path that takes other methods says which. The Functions host takes the first route that fits in the order of the
/// functions' names, whatever else would fit better, so this one's name comes last.
/// </summary>
internal sealed class UnknownRouteFunction(OperationCatalog operations)
{
    [Function("ZUnknownRoute")]
    [Operation("Answers unknown routes.", Access.Anonymous, Hidden = true)]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", "put", "patch", "delete", "head", "options", Route = "{*path}")] HttpRequest request) =>
        operations.MethodsOf(request.Path) is { Count: > 0 } allowed
            ? Api.WrongMethod(request, allowed)
            : Api.Failed(new Failure.NotFound($"There is no {request.Method} {request.Path}. See /v1/openapi.json for what there is."));
}
