using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Microsoft.Azure.Functions.Worker.Tests.App;

/// <summary>Functions that stream, wait, fail and read large bodies.</summary>
public sealed class TroubleFunctions(Gate gate)
{
    [Function("Open")]
    public IResult Open([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "gates/{name}")] HttpRequest request, string name)
    {
        gate.Open(name);
        return Results.NoContent();
    }

    [Function("IsOpen")]
    public IResult IsOpen([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "gates/{name}")] HttpRequest request, string name) =>
        gate.IsOpen(name) ? Results.Ok() : Results.NotFound();

    [Function("Stream")]
    public async Task Stream([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "stream/{name}")] HttpRequest request, string name, CancellationToken cancellationToken)
    {
        request.HttpContext.Response.ContentType = "text/event-stream";
        await request.HttpContext.Response.WriteAsync("first\n", cancellationToken);
        await gate.WaitAsync(name, cancellationToken);
        await request.HttpContext.Response.WriteAsync("second\n", cancellationToken);
    }

    [Function("Wait")]
    public async Task<IResult> Wait([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "wait/{name}")] HttpRequest request, string name, CancellationToken cancellationToken)
    {
        gate.Open($"{name} began");
        try
        {
            await gate.WaitAsync(name, cancellationToken);
            return Results.Text("done");
        }
        catch (OperationCanceledException)
        {
            gate.Open($"{name} cancelled");
            throw;
        }
    }

    [Function("Fail")]
    public static IResult Fail([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "fail")] HttpRequest request)
    {
        request.HttpContext.Response.Headers["x-half"] = "done";
        throw new InvalidOperationException("no luck today");
    }

    [Function("FailLate")]
    public static async Task FailLate([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "fail/late")] HttpRequest request)
    {
        await request.HttpContext.Response.WriteAsync("half of ");
        await request.HttpContext.Response.Body.FlushAsync();
        throw new InvalidOperationException("no luck later");
    }

    [Function("Upload")]
    public async Task<IResult> Upload([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "upload")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.Query.ContainsKey("more"))
            request.HttpContext.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
        gate.Open("upload began");
        byte[] buffer = new byte[65_536];
        long total = 0;
        for (int read = -1; read != 0; total += read)
            read = await request.Body.ReadAsync(buffer, cancellationToken);
        return Results.Text($"{total}");
    }
}
