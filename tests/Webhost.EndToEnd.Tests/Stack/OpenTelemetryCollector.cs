using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Webhost.EndToEnd.Tests.Stack;

/// <summary>Takes what the control plane sends by OTLP over HTTP. Names in a message stand in it as they are.</summary>
internal sealed class OpenTelemetryCollector : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<(string Path, string Text)> taken = [];

    private OpenTelemetryCollector(WebApplication app) => this.app = app;

    /// <summary>What makes a stack send here, every half second.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = app.Urls.Single(),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "500",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
    };

    public static async Task<OpenTelemetryCollector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var collector = new OpenTelemetryCollector(builder.Build());
        collector.app.MapPost("/v1/{signal}", collector.TakeAsync);
        await collector.app.StartAsync();
        return collector;
    }

    /// <summary>Waits for a message with all of the words.</summary>
    public Task SeenAsync(string path, params string[] words) => Eventually.TrueAsync(
        () => Task.FromResult(taken.Any(message => message.Path == path && words.All(word => message.Text.Contains(word, StringComparison.Ordinal)))), string.Join(" and ", words));

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new StreamReader(context.Request.Body, Encoding.Latin1);
        taken.Enqueue((context.Request.Path, await body.ReadToEndAsync(context.RequestAborted)));
    }
}
