using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Webhost.Functions.Http;

namespace Webhost.Functions.OpenApi;

/// <summary>Serves the API's description.</summary>
internal sealed class OpenApiFunction(OpenApiDocumentSource source)
{
    [Function("GetOpenApi")]
    [Operation("This description.", Access.Anonymous)]
    public IResult Get([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/openapi.json")] HttpRequest request) =>
        Results.Text(source.Json, "application/json; charset=utf-8");
}
