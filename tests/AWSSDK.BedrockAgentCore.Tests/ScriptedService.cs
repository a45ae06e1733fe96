using System.Collections.Concurrent;
using System.Text;
using Amazon.BedrockAgentCore;
using Amazon.BedrockAgentCoreControl;
using Amazon.Runtime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace AWSSDK.BedrockAgentCore.Tests;

/// <summary>A web server on this machine that records what clients send and answers as a test says.</summary>
internal sealed class ScriptedService : IAsyncDisposable
{
    public const string AccessKey = "AKIDEXAMPLE";
    public const string SecretKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    public const string Region = "us-west-2";

    private readonly WebApplication app;

    private ScriptedService(WebApplication app) => this.app = app;

    public ConcurrentQueue<Sent> Received { get; } = new();

    public string Url => app.Urls.Single();

    public static async Task<ScriptedService> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var built = builder.Build();
        var service = new ScriptedService(built);
        built.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
            service.Received.Enqueue(new Sent(context.Request.Method, target, context.Request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString(), StringComparer.Ordinal), body.ToArray()));
            await answer(context);
        });
        await built.StartAsync();
        return service;
    }

    public static Task<ScriptedService> AnsweringAsync(string json, int status = 200) => StartAsync(context => WriteAsync(context, status, json));

    public static async Task WriteAsync(HttpContext context, int status, string json, string? errorType = null)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.Headers["x-amzn-RequestId"] = "req-1";
        if (errorType is not null)
        {
            context.Response.Headers["x-amzn-errortype"] = errorType;
        }

        await context.Response.WriteAsync(json);
    }

    public AmazonBedrockAgentCoreClient Data(int retries = 0) =>
        new(new BasicAWSCredentials(AccessKey, SecretKey), new AmazonBedrockAgentCoreConfig { ServiceURL = Url, AuthenticationRegion = Region, MaxErrorRetry = retries });

    public AmazonBedrockAgentCoreControlClient Control(int retries = 0) =>
        new(new BasicAWSCredentials(AccessKey, SecretKey), new AmazonBedrockAgentCoreControlConfig { ServiceURL = Url, AuthenticationRegion = Region, MaxErrorRetry = retries });

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await app.StopAsync(patience.Token);
        await app.DisposeAsync();
    }

    /// <summary>A request as it came over the wire.</summary>
    internal sealed record Sent(string Method, string Target, IReadOnlyDictionary<string, string> Headers, byte[] Body)
    {
        public string Text => Encoding.UTF8.GetString(Body);
    }
}
