using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Webhost.Cli.Tests.Samples;

/// <summary>What agents reach from inside: the platform's telemetry, and a model behind an OpenAI-compatible endpoint that follows a script.</summary>
internal sealed class OutsideWorld : IAsyncDisposable
{
    private readonly WebApplication app;

    private OutsideWorld()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.MapPost("/v1/telemetry/report", async (HttpContext context) =>
        {
            var report = await JsonNode.ParseAsync(context.Request.Body);
            foreach (var item in report!["events"]!.AsArray())
            {
                Events.Enqueue(item!.DeepClone());
            }

            await context.Response.WriteAsync("""{"accepted":1,"duplicates":0,"rejected":[]}""");
        });
        app.MapPost("/llm/chat/completions", CompleteAsync);
    }

    /// <summary>Telemetry events that the shim has sent.</summary>
    public ConcurrentQueue<JsonNode> Events { get; } = new();

    /// <summary>Requests that the model has got.</summary>
    public ConcurrentQueue<JsonNode> Asked { get; } = new();

    /// <summary>The model's next answers: the chunks of each.</summary>
    public ConcurrentQueue<string[]> Answers { get; } = new();

    public Uri Telemetry => new(new Uri(app.Urls.First()), "/v1/telemetry/report");

    public string Model => $"{app.Urls.First()}/llm";

    public static async Task<OutsideWorld> StartAsync()
    {
        var world = new OutsideWorld();
        await world.app.StartAsync();
        return world;
    }

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await app.StopAsync(limit.Token);
        await app.DisposeAsync();
    }

    private async Task CompleteAsync(HttpContext context)
    {
        Asked.Enqueue((await JsonNode.ParseAsync(context.Request.Body))!);
        if (context.Request.Headers.Authorization != "Bearer sk-test" || !Answers.TryDequeue(out var chunks))
        {
            context.Response.StatusCode = 401;
            await context.Response.WriteAsync("""{"error":{"message":"That key is not right."}}""");
            return;
        }

        context.Response.ContentType = "text/event-stream";
        foreach (var chunk in chunks)
        {
            await context.Response.WriteAsync($"data: {chunk}\n\n");
            await context.Response.Body.FlushAsync();
        }

        await context.Response.WriteAsync("data: [DONE]\n\n");
    }
}
