using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Webhost.Cli.Shell;
using Webhost.Contracts.Errors;

namespace Webhost.Cli.Tests.Support;

/// <summary>A real web server that answers as the API's contract says. Each part of the API is mapped by its own class; a test may answer any route itself.</summary>
internal sealed class StandInApi : IAsyncDisposable
{
    /// <summary>The token that is accepted unless the test says otherwise.</summary>
    public const string Token = "test-token";

    private readonly WebApplication app;
    private readonly ConcurrentQueue<Func<HttpContext, Task<bool>>> interceptors = new();

    private StandInApi()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.Use(HandleAsync);
        app.UseRouting();
        Agents = new StandInAgents(app);
        Deployments = new StandInDeployments(app, Agents);
        Invocations = new StandInInvocations(app);
        Runtime = new StandInRuntime(app, Invocations);
        Account = new StandInAccount(app);
        Exports = new StandInExport(app);
        Billing = new StandInBilling(app);
        Usage = new StandInUsage(app);
    }

    public StandInAgents Agents { get; }

    public StandInDeployments Deployments { get; }

    public StandInInvocations Invocations { get; }

    public StandInRuntime Runtime { get; }

    public StandInAccount Account { get; }

    public StandInExport Exports { get; }

    public StandInBilling Billing { get; }

    public StandInUsage Usage { get; }

    /// <summary>Tokens that are accepted.</summary>
    public ConcurrentDictionary<string, bool> Tokens { get; } = new(StringComparer.Ordinal) { [Token] = true };

    /// <summary>Every request, as <c>METHOD /path?query</c>.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Where it listens.</summary>
    public Uri Address => new(app.Urls.First());

    public static async Task<StandInApi> StartAsync()
    {
        var api = new StandInApi();
        await api.app.StartAsync();
        return api;
    }

    /// <summary>Answers the next matching request with this; the interceptor is used up by its first answer.</summary>
    public void AnswerNext(string method, string path, Func<HttpContext, Task> answer)
    {
        var used = 0;
        interceptors.Enqueue(async context =>
        {
            if (context.Request.Method != method || context.Request.Path != path || Interlocked.Exchange(ref used, 1) == 1)
            {
                return false;
            }

            await answer(context);
            return true;
        });
    }

    /// <summary>Answers the next matching request with an error.</summary>
    public void FailNext(string method, string path, int status, ErrorCode code, string message, bool retryable = false) =>
        AnswerNext(method, path, context => WriteErrorAsync(context, status, code, message, retryable));

    public static async Task WriteErrorAsync(HttpContext context, int status, ErrorCode code, string message, bool retryable = false, IReadOnlyList<Problem>? problems = null, LimitDetails? limit = null)
    {
        context.Response.StatusCode = status;
        await WriteAsync(context, new ErrorEnvelope { Error = new ErrorBody { Code = code, Message = message, Retryable = retryable, TraceId = "trace-1", Problems = problems, Limit = limit } });
    }

    public static async Task WriteAsync<T>(HttpContext context, T value)
    {
        context.Response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(context.Response.Body, value, CliJson.Type<T>(), context.RequestAborted);
    }

    public static async Task<T> ReadAsync<T>(HttpContext context) =>
        (await JsonSerializer.DeserializeAsync(context.Request.Body, CliJson.Type<T>(), context.RequestAborted))!;

    /// <summary>Starts a stream of events, with a heartbeat to begin with.</summary>
    public static async Task StartEventsAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync(": hello\n\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    public static async Task WriteEventAsync<T>(HttpContext context, string type, T value, string? id = null)
    {
        var text = $"{(id is null ? string.Empty : $"id: {id}\n")}event: {type}\ndata: {JsonSerializer.Serialize(value, CliJson.Type<T>())}\n\n";
        await context.Response.WriteAsync(text, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await app.StopAsync(limit.Token);
        await app.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        Requests.Enqueue($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
        foreach (var interceptor in interceptors)
        {
            if (await interceptor(context))
            {
                return;
            }
        }

        var token = context.Request.Headers.Authorization.ToString().Replace("Bearer ", string.Empty, StringComparison.Ordinal);
        if (context.Request.Path.StartsWithSegments("/v1", StringComparison.Ordinal) && !Tokens.ContainsKey(token))
        {
            await WriteErrorAsync(context, 401, ErrorCode.Unauthenticated, "The token is not valid.");
            return;
        }

        await next(context);
        if (context.Response is { HasStarted: false, StatusCode: 404 })
        {
            await WriteErrorAsync(context, 404, ErrorCode.NotFound, "There is nothing here.");
        }
    }
}
