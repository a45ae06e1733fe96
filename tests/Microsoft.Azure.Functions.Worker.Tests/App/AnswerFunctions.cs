using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Azure.Functions.Worker.Tests.App;

/// <summary>Functions for each way to answer and each kind of parameter.</summary>
public sealed class AnswerFunctions(ScopedThing thing)
{
    [Function("Action")]
    public IActionResult Action([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "answers/action")] HttpRequest request) =>
        new OkObjectResult(new { Kind = "action", request.Method });

    [Function("Result")]
    public async Task<IResult> Result([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "answers/result")] HttpRequest request)
    {
        await Task.Yield();
        return Results.Text($"result {request.Query["q"]}");
    }

    [Function("ValueTaskResult")]
    public async ValueTask<IActionResult> ValueTaskResult([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "answers/valuetask")] HttpRequest request)
    {
        await Task.Yield();
        return new ContentResult { Content = "valuetask" };
    }

    [Function("Nothing")]
    public void Nothing([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "answers/nothing")] HttpRequest request) =>
        request.HttpContext.Response.StatusCode = StatusCodes.Status204NoContent;

    [Function("Own")]
    public static Task Own([HttpTrigger(AuthorizationLevel.Anonymous, Route = "answers/own")] HttpRequest request, FunctionContext context) =>
        request.HttpContext.Response.WriteAsync($"{request.Method} {context.Items["order"]}");

    [Function("Plain")]
    public Numbers Plain([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "answers/plain")] HttpRequest request) => new(1, 2);

    [Function("Data")]
    public async Task<HttpResponseData> Data(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "answers/data")] HttpRequestData request, FunctionContext context)
    {
        Numbers? numbers = await request.ReadFromJsonAsync<Numbers>();
        HttpResponseData response = request.CreateResponse(System.Net.HttpStatusCode.Created);
        response.Headers.Add("x-path", request.Url.AbsolutePath);
        response.Headers.Add("x-same", (await context.GetHttpRequestDataAsync() == request).ToString());
        await response.WriteAsJsonAsync(numbers! with { Right = numbers.Left + numbers.Right });
        return response;
    }

    [Function("Body")]
    public IActionResult Body([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "answers/body")] HttpRequest request, [Worker.Http.FromBody] Numbers numbers) =>
        new OkObjectResult(numbers.Left + numbers.Right);

    [Function("Route")]
    public IActionResult Route(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "things/{name}/{number:int}/{id?}")] HttpRequest request,
        string name, int number, Guid? id, FunctionContext context) =>
        new OkObjectResult(new { name, number, id, bound = context.BindingContext.BindingData["name"] });

    [Function("Text")]
    public IResult Text([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "guids/{id}")] HttpRequest request, Guid id) => Results.Text(id.ToString("N"));

    [Function("Rest")]
    public IResult Rest([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "rest/{*path}")] HttpRequest request, string path) => Results.Text(path ?? "");

    [Function("Scope")]
    public IResult Scope([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "scope")] HttpRequest request, FunctionContext context)
    {
        bool same = context.InstanceServices.GetRequiredService<ScopedThing>() == thing
            && request.HttpContext.RequestServices.GetRequiredService<ScopedThing>() == thing;
        return Results.Text(same ? thing.Id.ToString() : "different");
    }

    [Function("Replaced")]
    public IActionResult Replaced([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "replaced")] HttpRequest request) => new ContentResult { Content = "original" };

    [Function("Context")]
    public IActionResult Context([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "context")] HttpRequest request, FunctionContext context) => new OkObjectResult(new
    {
        context.InvocationId,
        context.FunctionId,
        context.FunctionDefinition.Name,
        context.FunctionDefinition.EntryPoint,
        trigger = context.FunctionDefinition.InputBindings.Values.Single().Type,
        context.TraceContext.TraceParent,
        context.RetryContext.RetryCount,
        parameters = context.FunctionDefinition.Parameters.Select(parameter => parameter.Name),
    });

    public sealed record Numbers(int Left, int Right);
}
